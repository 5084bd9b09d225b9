// Getting in, and being kept out.
import { expectAccessible } from "../fixtures/accessible.ts";
import { hydrated } from "../fixtures/hydration.ts";
import { shoot } from "../fixtures/shots.ts";
import { NOBODY, SIGN_IN } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

test("a visitor is sent to the sign-in page", async ({ visitor }) => {
  await visitor.goto("/");
  await expect(visitor).toHaveURL(SIGN_IN);
  await hydrated(visitor);
  await expectAccessible(visitor);
  await shoot(visitor, "signin");
});

test("a one-time link signs its owner in, and only once", async ({ apex, visitor, browser }) => {
  const link = await apex.loginLink();
  await visitor.goto(link);
  await hydrated(visitor);
  await expect(visitor).not.toHaveURL(SIGN_IN);

  const second = await browser.newContext({ storageState: NOBODY });
  const page = await second.newPage();
  await page.goto(link);
  await page.goto("/");
  await expect(page).toHaveURL(SIGN_IN);
  await second.close();
});

test("the API refuses a caller without a key or a session", async ({ visitor }) => {
  const response = await visitor.request.get("/api/v1/runs");
  expect(response.status()).toBe(401);
  expect(response.headers()["content-type"]).toContain("application/problem+json");
});
