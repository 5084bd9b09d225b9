// The main job without a mouse: no pointer, no click, only keys.
import { retype, tabTo } from "../fixtures/keyboard.ts";
import { open } from "../fixtures/hydration.ts";
import { Studio } from "../fixtures/studio.ts";
import { expect, test } from "../fixtures/test.ts";

test("a workflow is drawn, run and watched by keyboard alone", async ({ page, upstream }) => {
  const keys = page.keyboard;
  const studio = new Studio(page);
  const add = async (kind: string, id: string) => {
    await keys.press("/");
    await expect(page.getByRole("combobox", { name: "Find a node" })).toBeFocused();
    await keys.type(kind);
    await expect(page.getByRole("listbox", { name: "Kinds" }).getByRole("option").first()).toContainText(new RegExp(kind, "i"));
    await keys.press("Enter");
    await expect(studio.card(id)).toBeFocused();
  };
  const said = studio.canvas.getByRole("status");

  await test.step("a workflow is made by the command palette", async () => {
    await open(page, "/");
    await keys.press("Control+k");
    await expect(page.getByRole("combobox", { name: "Search or jump to" })).toBeFocused();
    await keys.type("New workflow");
    await expect(page.getByRole("option", { name: /New workflow/ })).toBeVisible();
    await keys.press("Enter");
    await studio.arrived();
  });

  await test.step("/ adds a step, connected with the one that has the focus", async () => {
    await add("http", "http");
    await add("condition", "condition");
    await add("transform", "transform");
    await add("log", "log");
    await expect
      .poll(() => studio.edges())
      .toEqual(["condition:true → transform", "http → condition", "transform → log"]);
  });

  await test.step("C connects: a way out, a target, Enter", async () => {
    await connect("start", "HTTP");
    await connect("condition", "Log", { port: 1 });
    await expect
      .poll(() => studio.edges())
      .toEqual([
        "condition:false → log",
        "condition:true → transform",
        "http → condition",
        "start → http",
        "transform → log",
      ]);
    await keys.press("Shift+T");
    await keys.press("1");

    async function connect(from: string, title: string, { port = 0 } = {}) {
      await focus(from);
      await keys.press("c");
      if (from === "condition") {
        await expect(said).toContainText(/^Output true/);
        for (let step = 0; step < port; step++) await keys.press("ArrowDown");
        await keys.press("Enter");
      }
      const offers = new RegExp(`^Connect .* to ${title}\\?`);
      await expect(said).toContainText(/^Connect /);
      for (let tries = 0; tries < 6 && !offers.test((await said.textContent()) ?? ""); tries++) {
        const before = (await said.textContent()) ?? "";
        await keys.press("Tab");
        await expect(said).not.toHaveText(before);
      }
      await keys.press("Enter");
      await expect(said).toHaveText(new RegExp(`^Connected .* to ${title}$`));
    }
  });

  await test.step("Enter opens the settings of a step", async () => {
    await focus("start");
    await keys.press("Enter");
    await tabTo(page, studio.inspector.getByRole("button", { name: "Add input" }));
    await keys.press("Enter");
    await tabTo(page, studio.inspector.getByRole("textbox", { name: "Name of input 1" }), { back: true });
    await retype(page, "url");

    await settings("http", "Address", "{{ inputs.url }}");
    await settings("condition", "If", "steps.http.body.ok");
    await settings("transform", "Output", `{"answer": "{{ steps.http.body.word }}"}`);
    await settings("log", "Message", "It said {{ steps.http.body.word }}");

    async function settings(id: string, label: string, text: string) {
      await focus(id);
      await keys.press("Enter");
      const box = studio.setting(label);
      await tabTo(page, box);
      await retype(page, text);
      await expect(box).toHaveValue(text);
    }
  });

  await test.step("Ctrl+Enter asks for inputs and runs", async () => {
    const release = upstream.hold("/word", { json: { ok: true, word: "hello" } });
    await keys.press("Control+Enter");
    const form = page.getByRole("dialog", { name: "Run" });
    await tabTo(page, form.getByRole("textbox", { name: /^url/ }));
    await keys.type(`${upstream.url}/word`);
    await keys.press("Control+Enter");
    await expect(form).toBeHidden();
    await expect(studio.card("http")).toHaveAttribute("data-status", "running");
    release();
    for (const id of ["start", "http", "condition", "transform", "log"]) {
      await expect(studio.card(id)).toHaveAttribute("data-status", "succeeded");
    }
  });

  await test.step("the output is reached by keys", async () => {
    await tabTo(page, studio.drawer.getByRole("tab", { name: "Timeline" }));
    await keys.press("ArrowRight");
    await keys.press("ArrowRight");
    await expect(studio.drawer.getByRole("tab", { name: "Output" })).toBeFocused();
    await expect(studio.drawer.getByRole("tree", { name: "Output of the run" })).toContainText("It said hello");
  });

  await test.step("steps are moved, duplicated, deleted, and it is all taken back", async () => {
    await focus("log");
    await expect(studio.card("log")).toHaveAttribute("aria-current", "true");
    await keys.press("Space");
    await expect(studio.card("log")).not.toHaveAttribute("aria-current");
    await keys.press("Space");
    await expect(studio.card("log")).toHaveAttribute("aria-current", "true");
    const before = (await studio.draft()).nodes.find((node) => node.id === "log")?.position?.y ?? 0;
    await keys.press("Shift+ArrowDown");
    await expect
      .poll(async () => (await studio.draft()).nodes.find((node) => node.id === "log")?.position?.y)
      .toBe(before + 16);
    await keys.press("Control+d");
    await expect(studio.card("log_2")).toHaveCount(1);
    await keys.press("Delete");
    await expect(studio.card("log_2")).toHaveCount(0);
    await keys.press("Control+z");
    await expect(studio.card("log_2")).toHaveCount(1);
    await keys.press("Control+z");
    await keys.press("Control+z");
    await expect(studio.cards).toHaveCount(5);
    await expect
      .poll(async () => (await studio.draft()).nodes.find((node) => node.id === "log")?.position?.y)
      .toBe(before);
    await keys.press("Control+Shift+z");
    await expect
      .poll(async () => (await studio.draft()).nodes.find((node) => node.id === "log")?.position?.y)
      .toBe(before + 16);
  });

  await test.step("Shift+F10 opens the menu of the step, and Escape leaves it", async () => {
    await focus("log");
    await keys.press("Shift+F10");
    const menu = page.getByRole("menu", { name: "Canvas" });
    await expect(menu).toBeVisible();
    await keys.press("Escape");
    await expect(menu).toBeHidden();
    await expect(studio.card("log")).toBeFocused();
  });

  await test.step("Escape leads from the inspector back to the step, a menu there takes it first", async () => {
    await focus("log");
    await keys.press("Enter");
    const level = studio.setting("Level");
    await expect(level).toBeFocused();
    await keys.press("Escape");
    await expect(studio.card("log")).toBeFocused();
    await keys.press("Enter");
    await expect(level).toBeFocused();
    await tabTo(page, studio.inspector.getByRole("button", { name: "Node menu" }), { back: true });
    await keys.press("Enter");
    await expect(page.getByRole("menu", { name: "Node menu" })).toBeVisible();
    await keys.press("Escape");
    await expect(page.getByRole("menu", { name: "Node menu" })).toBeHidden();
    await expect(studio.card("log")).not.toBeFocused();
    await keys.press("Escape");
    await expect(studio.card("log")).toBeFocused();
  });

  await test.step("? lists the keys", async () => {
    await keys.press("?");
    await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
    await keys.press("Escape");
  });

  /** Walks to a card: Shift+Tab from wherever the focus is. */
  async function focus(id: string) {
    await tabTo(page, studio.card(id), { back: true });
  }
});
