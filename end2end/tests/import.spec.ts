// Documents in and out: what comes in valid runs, what comes in broken changes nothing, what goes out is what came in.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { downloaded, drop, pick } from "../fixtures/files.ts";
import { open } from "../fixtures/hydration.ts";
import { Studio } from "../fixtures/studio.ts";
import { expect, test } from "../fixtures/test.ts";
import { chain, make, workflow } from "../fixtures/workflows.ts";

const STARTERS = join(import.meta.dirname, "../../server/content/starters");

const greeting = (url: string) =>
  chain("Greeting from a file", [
    { id: "start", type: "start", config: { inputs: [{ name: "who", type: "string", default: "Ada" }] } },
    { id: "ask", type: "http", title: "Ask", config: { method: "POST", url, body: { name: "{{ inputs.who }}" } } },
    { id: "say", type: "transform", title: "Say", config: { output: { text: "Hello, {{ steps.ask.body.name }}!" } } },
  ]);

const BROKEN = JSON.stringify({
  schema: "apex.workflow/v1",
  name: "Broken",
  nodes: [
    { id: "start", type: "start" },
    { id: "fetch", type: "htp", config: {} },
    { id: "big", type: "condition", config: { if: "1 +" } },
  ],
  edges: [
    { from: "start", to: "big" },
    { from: "big", fromPort: "true", to: "nowhere" },
  ],
});

test("a dropped file takes the place of the draft and runs", async ({ page, api, upstream }) => {
  const studio = new Studio(page);
  const { id } = await make(api, chain("To be replaced", [{ id: "start", type: "start", config: {} }]));
  upstream.answer("/who", (call) => ({ json: JSON.parse(call.body) as unknown }));
  await studio.open(id);
  await drop(studio.canvas, "greeting.json", JSON.stringify(greeting(`${upstream.url}/who`)));
  await expect(studio.cards).toHaveCount(3);
  await expect(page.getByText("Imported greeting.json")).toBeVisible();

  await page.getByRole("button", { name: "Run", exact: true }).click();
  const form = page.getByRole("dialog", { name: "Run" });
  await form.getByRole("textbox", { name: /^who/ }).fill("Grace");
  await form.getByRole("button", { name: "Start run" }).click();
  for (const step of ["start", "ask", "say"]) {
    await expect(studio.card(step)).toHaveAttribute("data-status", "succeeded");
  }
  await studio.drawer.getByRole("tab", { name: "Output" }).click();
  await expect(studio.drawer.getByRole("tree", { name: "Output of the run" })).toContainText("Hello, Grace!");
  expect(upstream.calls("/who").map((call) => JSON.parse(call.body) as unknown)).toEqual([{ name: "Grace" }]);
});

test("an import can be taken back", async ({ page, api }) => {
  const studio = new Studio(page);
  const { id } = await make(api, chain("Before the import", [{ id: "start", type: "start", config: {} }]));
  await studio.open(id);
  await drop(studio.canvas, "greeting.json", JSON.stringify(greeting("https://example.com")));
  await expect(studio.cards).toHaveCount(3);
  await page.getByRole("region", { name: "Notifications" }).getByRole("button", { name: "Undo" }).click();
  await expect(studio.cards).toHaveCount(1);
  await expect.poll(async () => (await studio.draft()).name).toBe("Before the import");
});

test("one undo gives graph and name back after an import, one redo takes both again", async ({ page, api }) => {
  const studio = new Studio(page);
  const { id } = await make(api, chain("Before the import", [{ id: "start", type: "start", config: {} }]));
  const name = page.getByRole("button", { name: /, Rename workflow$/ });
  await studio.open(id);
  await drop(studio.canvas, "greeting.json", JSON.stringify(greeting("https://example.com")));
  await expect(studio.cards).toHaveCount(3);
  await expect(name).toContainText("Greeting from a file");
  await studio.canvas.press("Control+z");
  await expect(studio.cards).toHaveCount(1);
  await expect(name).toContainText("Before the import");
  await expect.poll(async () => (await studio.draft()).name).toBe("Before the import");
  await studio.canvas.press("Control+Shift+z");
  await expect(studio.cards).toHaveCount(3);
  await expect.poll(async () => (await studio.draft()).name).toBe("Greeting from a file");
});

test("a broken file is refused with all its faults, and changes nothing", async ({ page, api }) => {
  const studio = new Studio(page);
  const { id } = await make(api, greeting("https://example.com"));
  await studio.open(id);
  const before = await studio.draft();
  const refused = page.getByRole("dialog", { name: "broken.json was not imported" });

  await drop(studio.canvas, "broken.json", BROKEN);
  await expect(refused).toBeVisible();
  for (const path of ["/nodes/1/type", "/nodes/2/config/if", "/edges/1/to"]) {
    await expect(refused.getByRole("cell", { name: path, exact: true })).toBeVisible();
  }
  await expect(refused).toContainText("http");
  await refused.getByRole("button", { name: "Close" }).last().click();
  await expect(refused).toBeHidden();
  await expect(studio.cards).toHaveCount(3);
  await studio.isSaved();
  expect(await studio.draft()).toEqual(before);

  await test.step("so is what is no JSON at all", async () => {
    await drop(studio.canvas, "broken.json", '{"schema": "apex.workflow/v1", "nodes": [');
    await expect(refused).toBeVisible();
    await refused.getByRole("button", { name: "Close" }).last().click();
    await expect(studio.cards).toHaveCount(3);
  });

  await test.step("and a file without end", async () => {
    await drop(studio.canvas, "broken.json", " ".repeat(2 * 1024 * 1024));
    await expect(refused).toContainText("larger than");
    await refused.getByRole("button", { name: "Close" }).last().click();
    await expect(studio.cards).toHaveCount(3);
  });
  expect(await studio.draft()).toEqual(before);
});

test("what is exported is what was imported", async ({ page, api }) => {
  const studio = new Studio(page);
  const { id } = await make(api, chain("To be replaced", [{ id: "start", type: "start", config: {} }]));
  await studio.open(id);
  const files = readdirSync(STARTERS).filter((name) => name.endsWith(".json"));
  expect(files.length).toBeGreaterThanOrEqual(6);
  for (const name of files) {
    const text = readFileSync(join(STARTERS, name), "utf8");
    await pick(page, () => page.getByRole("button", { name: "Import" }).click(), name, text);
    await expect(page.getByText(`Imported ${name}`)).toBeVisible();
    const file = await downloaded(page, () => page.getByRole("button", { name: "Export" }).click());
    expect(file.name).toMatch(/^[a-z0-9_-]+\.json$/);
    expect(JSON.parse(file.text), name).toEqual(JSON.parse(text));
  }
  const last: unknown = JSON.parse(readFileSync(join(STARTERS, files.at(-1) ?? ""), "utf8"));
  await expect.poll(() => studio.draft()).toEqual(last);
});

test("the list of workflows takes files too, and lists their faults", async ({ page }) => {
  await open(page, "/studio");
  const studio = new Studio(page);
  const heading = page.getByRole("heading", { name: "Workflows", level: 1 });
  await drop(heading, "dropped.json", JSON.stringify(greeting("https://example.com")));
  await studio.arrived();
  await expect(studio.cards).toHaveCount(3);

  await open(page, "/studio");
  const single = workflow("Picked from a dialog", [{ id: "start", type: "start", config: {} }], []);
  const button = page.getByRole("button", { name: "Import", exact: true });
  await pick(page, () => button.click(), "picked.json", JSON.stringify(single));
  await studio.arrived();
  await expect(studio.cards).toHaveCount(1);

  await open(page, "/studio");
  await pick(page, () => button.click(), "broken.json", BROKEN);
  const report = page.getByRole("dialog");
  await expect(report.getByRole("list", { name: "Problems" })).toContainText("/nodes/1/type");
});
