// The browser tests run against the release binary, in the system's own Chromium.
// There is no server to start here: each worker starts one of its own (fixtures/apex.ts).
import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "tests",
  outputDir: "results",
  // two cores: a server and a browser are enough for one
  workers: Number(process.env.APEX_E2E_WORKERS ?? 1),
  fullyParallel: false,
  forbidOnly: process.env.CI === "true",
  // a test that passes only the second time is a fault
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: {
    viewport: { width: 1440, height: 900 },
    locale: "en-GB",
    timezoneId: "UTC",
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
    // states are legible without motion, and a picture taken in the middle of a transition is of nobody's use
    contextOptions: { reducedMotion: "reduce" },
    launchOptions: {
      executablePath: process.env.APEX_CHROMIUM ?? "/usr/bin/chromium",
      // the sandbox does not start as root; the rest keeps Chromium from calling home
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
