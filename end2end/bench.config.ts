// What is measured, never asserted: `node_modules/.bin/playwright test --config bench.config.ts`.
import base from "./playwright.config.ts";

export default {
  ...base,
  testDir: "bench",
  timeout: 180_000,
  // both record the screen, which is work of its own
  use: { ...base.use, trace: "off" as const, screenshot: "off" as const },
};
