// What the browser is allowed to do on our pages, and what other sites are not.
import { STATES } from "../fixtures/pages.ts";
import { SIGN_IN } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

test("every page lives under the production policy without a complaint", async ({ page, api, upstream, faults }) => {
  faults.expect(/404/);
  const policies = new Map<string, string>();
  page.on("response", (response) => {
    if (response.request().isNavigationRequest()) {
      const headers = response.headers();
      policies.set(response.url(), headers["content-security-policy"] ?? "");
      expect(headers["x-content-type-options"]).toBe("nosniff");
      expect(headers["referrer-policy"]).toBeTruthy();
    }
  });
  for (const state of STATES) await state.show({ page, api, upstream });
  expect(policies.size).toBeGreaterThanOrEqual(STATES.length - 1);
  for (const [url, policy] of policies) {
    expect(policy, url).toContain("default-src");
    expect(policy, url).not.toContain("'unsafe-eval'");
    expect(policy, url).not.toMatch(/script-src[^;]*'unsafe-inline'/);
    expect(policy, url).toContain("frame-ancestors 'none'");
  }
  // the fixture `faults` fails this test for any other message of the console
});

test("a script that finds its way into a page does not run", async ({ page, faults }) => {
  faults.expect(/Content Security Policy/);
  await page.goto("/");
  const ran = await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.ran = true";
    document.body.append(script);
    return "ran" in window;
  });
  expect(ran).toBe(false);
});

test("another site's page can't act with the session", async ({ page, upstream, faults }) => {
  faults.expect(/403/);
  await page.goto("/");
  const target = new URL("/sign-out", page.url()).href;
  upstream.answer("/evil", {
    headers: { "content-type": "text/html" },
    text: `<!doctype html><title>Evil</title><form method="post" action="${target}"><button>Win</button></form>`,
  });
  await page.goto(`${upstream.url}/evil`);
  const answer = page.waitForResponse(target);
  await page.getByRole("button", { name: "Win" }).click();
  expect((await answer).status()).toBe(403);
  await page.goto("/");
  await expect(page).not.toHaveURL(SIGN_IN);
});
