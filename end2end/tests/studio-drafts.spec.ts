// Drafts that are not in order: what can't be drawn is kept, what is wrong is said, and it can be mended there.
import type { APIRequestContext } from "@playwright/test";

import { boxOf, Studio } from "../fixtures/studio.ts";
import { expect, test } from "../fixtures/test.ts";
import { make, type Workflow, workflow } from "../fixtures/workflows.ts";

/** Keeps a draft, valid or not. */
async function keep(api: APIRequestContext, graph: Workflow): Promise<string> {
  const response = await api.post("workflows?draft=true", { data: { name: graph.name, graph } });
  expect(response.status(), await response.text()).toBe(201);
  return ((await response.json()) as { id: string }).id;
}

const LOOSE = workflow(
  "With a loose end",
  [
    { id: "start", type: "start", position: { x: 0, y: 0 }, config: {} },
    { id: "say", type: "log", title: "Say", position: { x: 240, y: 0 }, config: { message: "Hello" } },
  ],
  [
    { from: "start", to: "say" },
    { from: "say", to: "ghost" },
  ],
);

test("an edge to a step that is not there is kept until somebody removes it", async ({ page, api }) => {
  const studio = new Studio(page);
  await studio.open(await keep(api, LOOSE));
  await studio.kind("Wait").click();
  await expect.poll(async () => (await studio.draft()).nodes.length).toBe(3);
  expect(await studio.edges()).toContain("say → ghost");

  await studio.canvas.press("Escape");
  await studio.inspector.getByRole("tab", { name: /^Problems/ }).click();
  const row = studio.inspector.getByRole("list", { name: "Problems" }).getByRole("listitem").filter({ hasText: "ghost" });
  await expect(row).toContainText("An edge leads to ghost, but no node has this id.");
  await expect(row.locator("code").first()).toHaveText("ghost");
  await row.getByRole("button", { name: "Remove edge" }).click();
  await expect(row).toHaveCount(0);
  await expect.poll(() => studio.edges()).not.toContain("say → ghost");

  await studio.tool("Undo").click();
  await expect.poll(() => studio.edges()).toContain("say → ghost");
});

test("an edge that waited for a step is drawn once the step is there", async ({ page, api }) => {
  const studio = new Studio(page);
  const waiting = { ...LOOSE, edges: [LOOSE.edges[0] ?? { from: "", to: "" }, { from: "say", to: "wait" }] };
  await studio.open(await keep(api, waiting));
  await studio.canvas.press("Escape");
  await studio.kind("Wait").click();
  await expect(studio.card("wait")).toBeVisible();
  await expect(studio.canvas.locator('g[data-from="say"][data-to="wait"]')).toHaveCount(1);
  await expect.poll(() => studio.edges()).toContain("say → wait");
});

test("messages set code as code, on cards and in lists", async ({ page, api }) => {
  const lost = workflow(
    "Nothing leads there",
    [
      { id: "start", type: "start", position: { x: 0, y: 0 }, config: {} },
      { id: "lost", type: "log", title: "Lost", position: { x: 240, y: 0 }, config: { message: "{{ steps.later.x }}" } },
    ],
    [],
  );
  const studio = new Studio(page);
  await studio.open(await keep(api, lost));
  await studio.inspector.getByRole("tab", { name: /^Problems/ }).click();
  const problems = studio.inspector.getByRole("list", { name: "Problems" });
  await expect(problems.locator("code", { hasText: /^lost$/ }).first()).toBeVisible();
  await expect(problems).not.toContainText("`");
  await expect(studio.canvas).not.toContainText("`");
});

test("a secret typed into a header is warned of, one that is named is not", async ({ page, api }) => {
  const studio = new Studio(page);
  const { id } = await make(
    api,
    workflow(
      "Calls with a key",
      [
        { id: "start", type: "start", position: { x: 0, y: 0 }, config: {} },
        {
          id: "call",
          type: "http",
          title: "Call",
          position: { x: 240, y: 0 },
          config: { method: "GET", url: "https://example.com", headers: { accept: "*/*", "X-API-Key": "sk-123" } },
        },
      ],
      [{ from: "start", to: "call" }],
    ),
  );
  await studio.open(id);
  await studio.card("call").click();
  const warning = studio.inspector.getByText("Typed in here, it is kept in the draft");
  await expect(warning).toHaveCount(1);
  await expect(warning).toContainText("{{ secrets.NAME }}");
  const why = studio.inspector.getByRole("link", { name: "Why" });
  expect((await page.request.get((await why.getAttribute("href")) ?? "")).status()).toBe(200);

  await studio.inspector.getByRole("button", { name: "Show and change" }).click();
  await studio.inspector.getByRole("textbox", { name: "Value 2" }).fill("{{ secrets.api_key }}");
  await expect(warning).toHaveCount(0);
});

test("another size of the window fits again what was only fitted", async ({ page, api }) => {
  const studio = new Studio(page);
  await studio.open(await keep(api, LOOSE));
  const inSight = async () => {
    const [canvas, first, last] = [await boxOf(studio.toolbar), await boxOf(studio.card("start")), await boxOf(studio.card("say"))];
    return first.x >= 240 && last.x + last.width <= (page.viewportSize()?.width ?? 0) - 312 && canvas.width > 0;
  };
  await expect.poll(inSight).toBe(true);
  await page.setViewportSize({ width: 1060, height: 700 });
  await expect.poll(inSight).toBe(true);

  const zoom = page.getByTitle("Zoom to 100%");
  await studio.tool("Zoom out").click();
  const before = await zoom.textContent();
  const middle = async () => {
    const [a, b] = [await boxOf(studio.card("start")), await boxOf(studio.card("say"))];
    return (a.x + b.x + b.width) / 2;
  };
  const was = await middle();
  await page.setViewportSize({ width: 1460, height: 900 });
  await expect.poll(async () => Math.round((await middle()) - was)).toBe(200);
  await expect(zoom).toHaveText(before ?? "");
});

test("a toast leaves the map free", async ({ page, api }) => {
  const studio = new Studio(page);
  await studio.open(await keep(api, LOOSE));
  await page.getByRole("button", { name: "Run", exact: true }).click();
  const toast = page.getByRole("region", { name: "Notifications" }).getByRole("status");
  await expect(toast).toContainText("The draft can't run yet");
  const [over, map, inspector] = [
    await boxOf(toast),
    await boxOf(page.getByRole("img", { name: "Map of the workflow" })),
    await boxOf(studio.inspector),
  ];
  expect(over.y + over.height).toBeLessThanOrEqual(map.y);
  expect(over.x + over.width).toBeLessThanOrEqual(inspector.x);
});

test("on a phone the inspector says that it is for looking", async ({ page, api, upstream }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const { id } = await make(
    api,
    workflow(
      "On the way",
      [
        { id: "start", type: "start", position: { x: 0, y: 0 }, config: { inputs: [{ name: "who", type: "string" }] } },
        {
          id: "ask",
          type: "http",
          title: "Ask",
          position: { x: 0, y: 140 },
          config: { method: "GET", url: `${upstream.url}/who/{{ inputs.who }}` },
        },
      ],
      [{ from: "start", to: "ask" }],
    ),
  );
  upstream.answer("/who/Ada", { json: { hello: "Ada" } });
  const studio = new Studio(page);
  await studio.open(id);
  await studio.card("ask").click();
  const sheet = page.getByRole("dialog", { name: "Inspector" });
  await expect(sheet.getByRole("note")).toContainText("To change it, open it on a wider screen");
  await sheet.getByRole("button", { name: "Close" }).first().click();

  await page.getByRole("button", { name: "Run", exact: true }).click();
  const form = page.getByRole("dialog", { name: "Run" });
  await form.getByRole("textbox", { name: /^who/ }).fill("Ada");
  await form.getByRole("button", { name: "Start run" }).click();
  await expect(studio.card("ask")).toHaveAttribute("data-status", "succeeded");
});
