// What holds on every page: the production policy, hydration under it, nothing in the console, both themes clean.
import { expectAccessible } from "../fixtures/accessible.ts";
import { open } from "../fixtures/hydration.ts";
import { expect, test } from "../fixtures/test.ts";

test("pages carry a strict content security policy with a nonce of their own", async ({ page }) => {
  const policies = new Set<string>();
  for (const _ of [1, 2]) {
    const response = await page.goto("/");
    const policy = response?.headers()["content-security-policy"] ?? "";
    const scripts = policy.match(/script-src ([^;]*)/)?.[1] ?? "";
    expect(scripts).toMatch(/'nonce-[\w+/=-]{16,}'/);
    expect(scripts).toContain("'wasm-unsafe-eval'");
    expect(scripts).not.toContain("'unsafe-inline'");
    expect(scripts).not.toContain("'unsafe-eval'");
    expect(policy).toContain("frame-ancestors 'none'");
    policies.add(policy);
  }
  expect(policies.size, "a nonce is used once").toBe(2);
});

test("the page is taken over by WebAssembly under that policy", async ({ page }) => {
  await open(page, "/");
  await expect(page.locator("h1")).toBeVisible();
});

test("scripts and styles have hashed names and may be kept for ever", async ({ page }) => {
  const kept: string[] = [];
  page.on("response", (response) => {
    const { pathname } = new URL(response.url());
    if (/^\/pkg\/.*\.(wasm|js|css)$/.test(pathname)) {
      expect(pathname).toMatch(/\.[\w-]{22}\.(wasm|js|css)$/);
      expect(response.headers()["cache-control"]).toContain("immutable");
      kept.push(pathname);
    }
  });
  await open(page, "/");
  expect(kept.map((name) => name.split(".").at(-1)).sort()).toEqual(["css", "js", "wasm"]);
});

test("the frame is accessible in both themes", async ({ page }) => {
  await open(page, "/");
  await expectAccessible(page);
});
