// axe over every page, in both themes (fixtures/accessible.ts), on a wide screen and on a phone.
import type { Page } from "@playwright/test";

import { expectAccessible } from "../fixtures/accessible.ts";
import { open } from "../fixtures/hydration.ts";
import { STATES } from "../fixtures/pages.ts";
import { SIZES } from "../fixtures/shots.ts";
import { Studio } from "../fixtures/studio.ts";
import { expect, test } from "../fixtures/test.ts";

for (const state of STATES) {
  test(`${state.name} is accessible, wide and narrow`, async ({ page, api, upstream, faults }) => {
    if (state.status) faults.expect(new RegExp(String(state.status)));
    await state.show({ page, api, upstream });
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await expectAccessible(page);
      expect(await overhang(page), `scrolls sideways at ${size.width}`).toBeLessThanOrEqual(0);
    }
  });
}

/** How much wider than the window the page is. */
function overhang(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

test("sign-in is accessible, wide and narrow", async ({ visitor }) => {
  await open(visitor, "/sign-in?problem=link");
  for (const size of SIZES) {
    await visitor.setViewportSize(size);
    await expectAccessible(visitor);
  }
});

test("what opens over the studio is accessible", async ({ page, api, upstream }) => {
  const show = STATES.find((state) => state.name === "studio-node")?.show;
  await show?.({ page, api, upstream });
  const studio = new Studio(page);

  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: "Search or jump to" })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Escape");

  await studio.card("fetch").click({ button: "right" });
  await expect(page.getByRole("menu", { name: "Canvas" })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Escape");

  await studio.canvas.press("/");
  await expect(page.getByRole("dialog", { name: "Add a step" })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await expect(page.getByRole("dialog", { name: /^Publish version/ })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Escape");

  for (const tab of ["Retry & errors", "Last run"]) {
    await studio.card("notify").click();
    await studio.inspector.getByRole("tab", { name: tab }).click();
    await expectAccessible(page);
  }
});

test("every page has one first heading and a title of its own", async ({ page, api, upstream, faults }) => {
  faults.expect(/404/);
  const titles = new Set<string>();
  for (const name of ["home", "workflows", "studio", "runs", "run", "not-found"]) {
    await STATES.find((state) => state.name === name)?.show({ page, api, upstream });
    await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
    // an icon is there once the browser has drawn its part of the sprite
    const icon = page.locator("svg.icon:visible use").first();
    await expect.poll(() => icon.evaluate((use: SVGGraphicsElement) => use.getBBox().width)).toBeGreaterThan(0);
    titles.add(await page.title());
  }
  expect(titles.size).toBe(6);
});
