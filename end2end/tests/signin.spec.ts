// Getting in, being kept out, and leaving.
import { expectAccessible } from "../fixtures/accessible.ts";
import { hydrated } from "../fixtures/hydration.ts";
import { shoot } from "../fixtures/shots.ts";
import { NOBODY, SIGN_IN, signIn, useLink } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

test("a visitor is sent to the sign-in page", async ({ visitor }) => {
  await visitor.goto("/");
  await expect(visitor).toHaveURL(SIGN_IN);
  await hydrated(visitor);
  await expectAccessible(visitor);
  await shoot(visitor, "signin");
});

for (const path of ["/studio", "/studio/wf_01k9v3e8s5e7cs0w3f6c1v9b4a", "/runs?status=failed", "/nothing/is/here"]) {
  test(`without a session ${path} leads to the sign-in page, which remembers it`, async ({ visitor }) => {
    await visitor.goto(path);
    await expect(visitor).toHaveURL((url) => url.pathname === "/sign-in" && url.searchParams.get("next") === path);
  });
}

test("a one-time link signs its owner in, and only once", async ({ apex, visitor, browser, faults }) => {
  const link = await apex.loginLink();
  // a preview looks first
  expect((await visitor.request.get(link)).status()).toBe(200);
  await visitor.goto(link);
  await expectAccessible(visitor);
  await useLink(visitor, link);
  await hydrated(visitor);
  await expect(visitor).not.toHaveURL(SIGN_IN);

  const second = await browser.newContext({ storageState: NOBODY });
  const page = await second.newPage();
  faults.watch(page);
  await useLink(page, link);
  await expect(page).toHaveURL(/\/sign-in\?problem=link/);
  await expect(page.getByText("This link does not work any more")).toBeVisible();
  await page.goto("/");
  await expect(page).toHaveURL(SIGN_IN);
  await second.close();
});

test("the API refuses a caller without a key or a session", async ({ visitor }) => {
  for (const path of ["runs", "workflows", "me", "runs/run_01k9v3e8s5e7cs0w3f6c1v9b4a/stream"]) {
    const response = await visitor.request.get(`/api/v1/${path}`);
    expect(response.status(), path).toBe(401);
    expect(response.headers()["content-type"]).toContain("application/problem+json");
  }
});

test("the session cookie is out of reach of scripts and of other sites", async ({ visitor, apex }) => {
  await signIn(visitor, apex);
  const cookies = await visitor.context().cookies();
  expect(cookies).not.toEqual([]);
  for (const cookie of cookies) {
    expect(cookie.httpOnly, cookie.name).toBe(true);
    expect(["Lax", "Strict"], cookie.name).toContain(cookie.sameSite);
  }
  expect(await visitor.evaluate(() => document.cookie)).toBe("");
});

test("signing out ends the session on the server, not only here", async ({ visitor, browser, apex }) => {
  await signIn(visitor, apex);
  const stolen = await visitor.context().storageState();
  await visitor.getByRole("button", { name: /^Account/ }).click();
  await visitor.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(visitor).toHaveURL(SIGN_IN);
  await visitor.goto("/");
  await expect(visitor).toHaveURL(SIGN_IN);

  const thief = await browser.newContext({ storageState: stolen });
  const page = await thief.newPage();
  await page.goto("/");
  await expect(page).toHaveURL(SIGN_IN);
  expect((await page.request.get("/api/v1/me")).status()).toBe(401);
  await thief.close();
});
