// The main job with the mouse: draw, set, run, watch; then everything else that a hand does on a canvas.
import { expect, test } from "../fixtures/test.ts";
import { open } from "../fixtures/hydration.ts";
import { boxOf, centre, Studio } from "../fixtures/studio.ts";
import { chain, make } from "../fixtures/workflows.ts";

test("a workflow is drawn from an empty canvas, run, and watched step by step", async ({ page, upstream }) => {
  const studio = new Studio(page);
  await open(page, "/");
  await page.getByRole("button", { name: "New workflow" }).first().click();
  await studio.arrived();

  await test.step("the canvas is emptied and begun anew", async () => {
    await studio.card("start").click();
    await studio.inspector.getByRole("button", { name: "Node menu" }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await expect(studio.cards).toHaveCount(0);
    await expect(page.getByRole("heading", { name: "Start with something that runs" })).toBeVisible();
    await page.getByRole("button", { name: "Begin with a start step" }).click();
    await expect(studio.card("start")).toBeVisible();
  });

  await test.step("the start asks for an address", async () => {
    await studio.inspector.getByRole("button", { name: "Add input" }).click();
    await studio.inspector.getByRole("textbox", { name: "Name of input 1" }).fill("url");
  });

  await test.step("a step is dragged in and connected by hand", async () => {
    const start = await boxOf(studio.card("start"));
    const canvas = await boxOf(studio.canvas);
    await studio.kind("HTTP").dragTo(studio.canvas, {
      targetPosition: { x: start.x + start.width + 60 - canvas.x, y: start.y + 28 - canvas.y },
    });
    await expect(studio.card("http")).toBeVisible();
    await studio.connect(studio.wayOut("Start"), studio.wayIn("HTTP"));
    await studio.setting("Address").fill("{{ inputs.url }}");
    await expect.poll(() => studio.edges()).toEqual(["start → http"]);
  });

  await test.step("a press in the palette goes on from what is selected", async () => {
    await studio.kind("Condition").click();
    await expect(studio.card("condition")).toBeVisible();
    await studio.setting("If").fill("steps.http.body.items | length > 1");
  });

  await test.step("an edge that is dropped on nothing asks for a step", async () => {
    await studio.tool("Fit to view").click();
    const way = await centre(studio.wayOut("Condition", "true"));
    await studio.drag(way, { x: way.x + 60, y: way.y - 120 });
    await page.getByRole("dialog", { name: "Add a step" }).getByRole("option", { name: /^Transform/ }).click();
    await expect(studio.card("transform")).toBeVisible();
    await studio.setting("Output").fill(`{"titles": "{{ steps.http.body.items | map(attribute='title') | list }}"}`);
    await studio.kind("Respond").click();
    await studio.setting("Body").fill("{{ steps.transform }}");

    const other = await centre(studio.wayOut("Condition", "false"));
    await studio.drag(other, { x: other.x + 60, y: other.y + 120 });
    await page.getByRole("dialog", { name: "Add a step" }).getByRole("option", { name: /^Log/ }).click();
    await studio.setting("Message").fill("Too few items");
    await studio.tool("Fit to view").click();
    await expect
      .poll(() => studio.edges())
      .toEqual([
        "condition:false → log",
        "condition:true → transform",
        "http → condition",
        "start → http",
        "transform → respond",
      ]);
  });

  await test.step("the draft is saved by itself and a reload shows it", async () => {
    await studio.isSaved();
    await page.reload();
    await studio.arrived();
    await expect(studio.cards).toHaveCount(6);
  });

  const release = upstream.hold("/items", { json: { items: [{ title: "One" }, { title: "Two" }] } });
  await test.step("the Run form asks for the address, and each step shows where it is", async () => {
    await page.getByRole("button", { name: "Run", exact: true }).click();
    const form = page.getByRole("dialog", { name: "Run" });
    await form.getByRole("textbox", { name: /^url/ }).fill(`${upstream.url}/items`);
    await form.getByRole("button", { name: "Start run" }).click();
    await expect(studio.card("start")).toHaveAttribute("data-status", "succeeded");
    await expect(studio.card("http")).toHaveAttribute("data-status", "running");
    await expect(studio.drawer.locator("[data-run-status]")).toHaveAttribute("data-run-status", "running");
    await expect(studio.drawer.getByRole("button", { name: /HTTP.*Running/ })).toBeVisible();
    release();
    for (const id of ["start", "http", "condition", "transform", "respond"]) {
      await expect(studio.card(id)).toHaveAttribute("data-status", "succeeded");
    }
    await expect(studio.card("log")).toHaveAttribute("data-status", "skipped");
    await expect(studio.drawer.locator("[data-run-status]")).toHaveAttribute("data-run-status", "succeeded");
    expect(upstream.calls("/items")).toHaveLength(1);
  });

  await test.step("output, input and logs are in the drawer", async () => {
    await studio.drawer.getByRole("tab", { name: "Output" }).click();
    const output = studio.drawer.getByRole("tree", { name: "Output of the run" });
    await expect(output).toContainText("200");
    await expect(output).toContainText("One");
    await expect(output).toContainText("Two");
    await studio.drawer.getByRole("tab", { name: "Timeline" }).click();
    await studio.drawer.getByRole("button", { name: /^HTTP/ }).click();
    const data = studio.drawer.getByRole("region", { name: "Step data" });
    await expect(data).toContainText("items");
    await studio.drawer.getByRole("button", { name: "Input", exact: true }).click();
    await expect(data).toContainText(`${upstream.url}/items`);
    await studio.drawer.getByRole("tab", { name: /^Logs/ }).click();
    await expect(studio.drawer.getByText("No log lines").first()).toBeVisible();
  });

  await test.step("a second run with fewer items goes the other way and writes a line", async () => {
    upstream.answer("/items", { json: { items: [] } });
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.getByRole("dialog", { name: "Run" }).getByRole("button", { name: "Start run" }).click();
    await expect(studio.card("log")).toHaveAttribute("data-status", "succeeded");
    await expect(studio.card("transform")).toHaveAttribute("data-status", "skipped");
    await expect(studio.drawer.getByRole("log", { name: "Log" }).first()).toContainText("Too few items");
  });

  await test.step("what is drawn becomes the first version", async () => {
    await page.getByRole("button", { name: "Publish", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Publish version 1" });
    await dialog.getByRole("textbox", { name: "What changed" }).fill("Drawn by hand");
    await dialog.getByRole("button", { name: "Publish version" }).click();
    await expect(dialog).toBeHidden();
    await page.getByRole("button", { name: /^v1/ }).click();
    await expect(page.getByRole("dialog", { name: "Versions" })).toContainText("Drawn by hand");
  });
});

const THREE = chain("Three in a row", [
  { id: "start", type: "start", config: {} },
  { id: "wait", type: "wait", title: "Pause", config: { ms: 1 } },
  { id: "say", type: "log", title: "Say", config: { message: "Hello" } },
]);

test.describe("by hand", () => {
  let studio: Studio;

  test.beforeEach(async ({ page, api }) => {
    studio = new Studio(page);
    const { id } = await make(api, THREE);
    await studio.open(id);
    await expect(studio.cards).toHaveCount(3);
  });

  test("a card is dragged, and undo and redo follow", async () => {
    const before = await boxOf(studio.card("say"));
    const grip = await centre(studio.card("say"));
    await studio.drag(grip, { x: grip.x + 40, y: grip.y + 100 });
    await expect.poll(async () => (await boxOf(studio.card("say"))).y).toBeGreaterThan(before.y + 60);
    const after = await boxOf(studio.card("say"));
    await expect.poll(async () => (await studio.draft()).nodes[2]?.position?.y).toBeGreaterThan(60);
    await studio.tool("Undo").click();
    await expect.poll(() => boxOf(studio.card("say"))).toEqual(before);
    await studio.tool("Redo").click();
    await expect.poll(() => boxOf(studio.card("say"))).toEqual(after);
  });

  test("a rectangle selects several cards, which are duplicated and deleted as one step each", async ({ page }) => {
    const first = await boxOf(studio.card("wait"));
    const last = await boxOf(studio.card("say"));
    await page.keyboard.down("Shift");
    await studio.drag(
      { x: first.x - 16, y: first.y - 40 },
      { x: last.x + last.width + 10, y: last.y + last.height + 40 },
    );
    await page.keyboard.up("Shift");
    await expect(studio.inspector.getByRole("heading", { name: "2 selected" })).toBeVisible();
    await studio.inspector.getByRole("button", { name: "Duplicate" }).click();
    await expect(studio.cards).toHaveCount(5);
    await expect.poll(() => studio.edges()).toContain("wait_2 → say_2");
    await studio.inspector.getByRole("button", { name: "Delete" }).click();
    await expect(studio.cards).toHaveCount(3);
    await studio.tool("Undo").click();
    await expect(studio.cards).toHaveCount(5);
    await studio.tool("Undo").click();
    await expect(studio.cards).toHaveCount(3);
    await studio.tool("Redo").click();
    await expect(studio.cards).toHaveCount(5);
  });

  test("the right button offers what fits the place", async ({ page }) => {
    const menu = page.getByRole("menu", { name: "Canvas" });
    await studio.card("say").click({ button: "right" });
    await menu.getByRole("menuitem", { name: /^Duplicate/ }).click();
    await expect(studio.card("say_2")).toBeVisible();

    await studio.card("say_2").click({ button: "right" });
    await menu.getByRole("menuitem", { name: /^Delete/ }).click();
    await expect(studio.card("say_2")).toHaveCount(0);

    const say = await boxOf(studio.card("say"));
    await page.mouse.click(say.x + 40, say.y + say.height + 120, { button: "right" });
    await expect(menu.getByRole("menuitem", { name: /^Delete/ })).toBeDisabled();
    await menu.getByRole("menuitem", { name: /^Add step here/ }).click();
    await page.getByRole("option", { name: /^Transform/ }).click();
    await expect(studio.card("transform")).toBeVisible();
  });

  test("an edge is selected and taken away", async ({ page }) => {
    const [from, to] = [await centre(studio.wayOut("Pause")), await centre(studio.wayIn("Say"))];
    await page.mouse.click((from.x + to.x) / 2, (from.y + to.y) / 2);
    await expect(studio.inspector.getByRole("heading", { name: "Connection" })).toBeVisible();
    await expect(studio.inspector).toContainText("From Pause to Say");
    await studio.inspector.getByRole("button", { name: "Disconnect" }).click();
    await expect.poll(() => studio.edges()).toEqual(["start → wait"]);
    await studio.connect(studio.wayOut("Pause"), studio.wayIn("Say"));
    await expect.poll(() => studio.edges()).toEqual(["start → wait", "wait → say"]);
  });

  test("an edge that would make a loop is refused", async () => {
    await studio.connect(studio.wayOut("Say"), studio.wayIn("Pause"));
    await expect(studio.canvas.getByRole("status")).toHaveText("This would make a loop");
    await studio.isSaved();
    expect(await studio.edges()).toEqual(["start → wait", "wait → say"]);
  });

  test("zoom, fit, pan and the map move the view and change nothing", async ({ page }) => {
    const card = studio.card("wait");
    const width = async () => (await boxOf(card)).width;
    await studio.toolbar.getByRole("button", { name: /^\d+%$/ }).click();
    await expect.poll(width).toBeCloseTo(192, 0);
    await studio.tool("Zoom in").click();
    await expect.poll(width).toBeGreaterThan(200);
    await studio.tool("Zoom out").click();
    await expect.poll(width).toBeCloseTo(192, 0);

    const at = await centre(card);
    await page.mouse.move(at.x, at.y);
    await page.mouse.wheel(0, -200);
    await expect.poll(width).toBeGreaterThan(200);
    const zoomed = await centre(card);
    expect(Math.abs(zoomed.x - at.x)).toBeLessThan(2);

    await studio.tool("Fit to view").click();
    const before = await boxOf(card);
    await studio.drag({ x: before.x, y: before.y + 200 }, { x: before.x + 50, y: before.y + 230 });
    await expect.poll(async () => (await boxOf(card)).x).toBeCloseTo(before.x + 50, 0);

    const map = await boxOf(page.getByRole("img", { name: "Map of the workflow" }));
    await page.mouse.click(map.x + 8, map.y + 8);
    await expect.poll(async () => (await boxOf(card)).x).toBeGreaterThan(before.x + 100);
    await studio.isSaved();
    expect((await studio.draft()).nodes.map((node) => node.position)).toEqual(THREE.nodes.map((node) => node.position));
  });

  test("a step is renamed, its id changed, and expressions follow", async ({ page }) => {
    await studio.card("say").click();
    await studio.setting("Message").fill("After {{ steps.wait }}");
    await studio.card("wait").click();
    await studio.inspector.getByRole("button", { name: /Change id$/ }).click();
    await studio.inspector.getByRole("textbox", { name: "Change id" }).fill("pause");
    await page.keyboard.press("Enter");
    await expect(studio.card("pause")).toBeVisible();
    await expect.poll(async () => (await studio.draft()).nodes[2]?.config?.["message"]).toBe("After {{ steps.pause }}");
    await studio.inspector.getByRole("button", { name: /Rename step$/ }).click();
    await studio.inspector.getByRole("textbox", { name: "Rename step" }).fill("Rest");
    await page.keyboard.press("Enter");
    await expect(studio.card("pause")).toHaveAccessibleName(/Rest/);
  });

  test("what is wrong is said at the card, at its setting and in the list", async ({ page }) => {
    await studio.card("say").click();
    await studio.setting("Message").fill("{{ steps.nothing.here }}");
    await expect(studio.card("say")).toHaveAttribute("data-problem");
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await expect(page.getByText("The draft can't run yet")).toBeVisible();
    await page.getByRole("region", { name: "Notifications" }).getByRole("button", { name: "Show" }).click();
    await expect(studio.setting("Message")).toBeFocused();
    await expect(studio.setting("Message")).toHaveAttribute("aria-invalid", "true");
  });
});
