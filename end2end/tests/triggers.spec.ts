// Triggers of a workflow: made, shown once, called, listened to, switched off, deleted; by mouse and by keyboard.
import { expectAccessible } from "../fixtures/accessible.ts";
import { open } from "../fixtures/hydration.ts";
import { expect, test } from "../fixtures/test.ts";
import { chain, make, reaches } from "../fixtures/workflows.ts";

const ECHO = chain("Takes orders", [
  { id: "start", type: "start", config: {} },
  { id: "note", type: "transform", config: { output: { order: "{{ inputs.event.body.order }}" } } },
]);

test("a webhook is made, its address shown once, called, and its runs are seen", async ({ page, api, faults }) => {
  faults.expect(/422.*triggers\/create/);
  const { id } = await make(api, ECHO);
  await open(page, "/studio?view=table");
  await page.getByRole("row", { name: /Takes orders/ }).getByRole("button", { name: "Actions for Takes orders" }).click();
  await page.getByRole("menuitem", { name: "Triggers" }).click();
  await expect(page).toHaveURL(`/workflows/${id}/triggers`);
  await expect(page.getByText("Nothing starts it yet")).toBeVisible();
  await page.getByRole("button", { name: "Make a webhook" }).click();

  const form = page.getByRole("dialog", { name: "New webhook" });
  await form.getByRole("button", { name: "Create" }).click();
  await expect(form.getByText(/A name has 1 to/)).toBeVisible();
  await form.getByRole("textbox", { name: "Name" }).fill("Shop");
  await form.getByRole("button", { name: "Create" }).click();
  const shown = page.getByRole("dialog", { name: "The webhook's address" });
  const address = await shown.getByRole("textbox", { name: "Address", exact: true }).inputValue();
  expect(address).toMatch(/\/hooks\/[\w-]{43}$/);
  await shown.getByRole("button", { name: "I have copied it" }).click();
  await expect(page.getByRole("row", { name: /Shop/ })).toContainText("POST · anyone with the address");

  const answer = await api.post(address, { data: { order: "A1" }, headers: { "webhook-id": "m1" } });
  expect(answer.status()).toBe(202);
  const { runId } = (await answer.json()) as { runId: string };
  await reaches(api, runId, "succeeded");
  expect((await api.post(address, { data: { order: "A1" }, headers: { "webhook-id": "m1" } })).status()).toBe(200);

  await page.getByRole("link", { name: "Shop" }).click();
  await expect(page).toHaveURL(/\?trigger=trg_/);
  const panel = page.getByRole("dialog", { name: "Shop" });
  await expect(panel.getByRole("listitem")).toContainText("m1");
  await expect(panel.getByRole("listitem")).toContainText("came 2 times");
  await panel.getByRole("link", { name: "Run" }).click();
  await expect(page).toHaveURL(`/runs/${runId}`);
});

test("a test event is heard while somebody listens, and runs the draft", async ({ page, api }) => {
  const { id } = await make(api, ECHO);
  const made = await api.post(`workflows/${id}/triggers`, { data: { name: "Shop", webhook: {} } });
  const { path } = (await made.json()) as { path: string };
  await open(page, `/workflows/${id}/triggers`);
  await page.getByRole("link", { name: "Shop" }).click();
  const panel = page.getByRole("dialog", { name: "Shop" });
  await expect(panel.getByText("Nothing came yet.")).toBeVisible();
  await panel.getByRole("button", { name: "Listen for a test event" }).click();
  expect((await api.post(`${path}/test`, { data: { order: "B2" } })).status()).toBe(200);
  const tree = panel.getByRole("tree", { name: "Test event" });
  await expect(tree).toContainText("B2");
  await expect(tree).toContainText("[redacted]");
  await panel.getByRole("button", { name: "Run the draft with it" }).click();
  await expect(page).toHaveURL(/\/runs\/run_/);
  await expect(page.getByText("Succeeded").first()).toBeVisible();
});

test("a schedule shows its times while it is typed, by keyboard alone", async ({ page, api, faults }) => {
  faults.expect(/422.*triggers\/preview/);
  const { id } = await make(api, ECHO);
  await open(page, `/workflows/${id}/triggers`);
  await page.getByRole("button", { name: "New schedule" }).focus();
  await page.keyboard.press("Enter");
  const form = page.getByRole("dialog", { name: "New schedule" });
  await form.getByRole("textbox", { name: "Name" }).fill("Nightly");
  await expect(form.getByRole("listitem")).toHaveCount(5);
  await form.getByRole("textbox", { name: "Pattern" }).fill("0 0 30 2 *");
  await expect(form.getByText(/no day fits the pattern/)).toBeVisible();
  await form.getByRole("textbox", { name: "Time zone" }).fill("Europe/Berlin");
  await form.getByRole("textbox", { name: "Pattern" }).fill("30 2 * * *");
  await expect(form.getByRole("listitem").first()).toContainText(/02:30 CES?T/);
  await expectAccessible(page);
  await page.keyboard.press("Enter");
  const row = page.getByRole("row", { name: /Nightly/ });
  await expect(row).toContainText("Europe/Berlin");

  const kept = page.waitForResponse(/triggers\/update/);
  await row.getByRole("switch").press("Space");
  await expect(row.getByRole("switch")).not.toBeChecked();
  expect((await kept).status()).toBe(200);
  await page.reload();
  await expect(page.getByRole("row", { name: /Nightly/ }).getByRole("switch")).not.toBeChecked();
  await page.getByRole("button", { name: "Actions for Nightly" }).click();
  await page.getByRole("menuitem", { name: "Delete…" }).click();
  await page.getByRole("dialog", { name: "Delete Nightly?" }).getByRole("button", { name: "Delete trigger" }).click();
  await expect(page.getByText("Nothing starts it yet")).toBeVisible();
});

test("another workflow is chosen for failures, and kept", async ({ page, api }) => {
  const { id } = await make(api, ECHO);
  await make(api, { ...ECHO, name: "Tells the team" });
  await open(page, `/workflows/${id}/triggers`);
  await page.getByRole("combobox", { name: "Start this workflow" }).selectOption({ label: "Tells the team" });
  await expect(page.getByText("Saved")).toBeVisible();
  await page.reload();
  const chosen = page.getByRole("combobox", { name: "Start this workflow" }).locator("option:checked");
  await expect(chosen).toHaveText("Tells the team");
});
