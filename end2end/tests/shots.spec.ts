// Pictures of every page in both themes, wide and narrow, for people to look at: end2end/shots, never committed.
import { expect, test } from "../fixtures/test.ts";
import { STATES } from "../fixtures/pages.ts";
import { shoot, SIZES } from "../fixtures/shots.ts";
import { Studio } from "../fixtures/studio.ts";

for (const state of STATES) {
  test(`pictures of ${state.name}`, async ({ page, api, upstream, faults }) => {
    if (state.status) faults.expect(new RegExp(String(state.status)));
    // shown anew at each size: a person does not open a page wide and then narrow the window
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await state.show({ page, api, upstream });
      await shoot(page, state.name, [size]);
    }
  });
}

test("pictures of what opens over the studio", async ({ page, api, upstream }) => {
  await STATES.find((state) => state.name === "studio")?.show({ page, api, upstream });
  const studio = new Studio(page);
  await studio.canvas.press("/");
  await expect(page.getByRole("dialog", { name: "Add a step" })).toBeVisible();
  await shoot(page, "studio-add");
  await page.keyboard.press("Escape");
  await studio.card("fetch").click({ button: "right" });
  await expect(page.getByRole("menu", { name: "Canvas" })).toBeVisible();
  await shoot(page, "studio-menu");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: "Search or jump to" })).toBeVisible();
  await shoot(page, "command-palette");
});
