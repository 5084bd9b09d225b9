// Dragging on a large canvas: 500 nodes and 800 edges. Prints figures for docs/benchmarks.md.
//
// Each frame is taken apart in the page: `interval` is the time between two animation frames, which the display's
// 60 Hz bounds from below; `work` is what the main thread does for one frame, from its first callback until the
// picture is handed over (the message posted from the callback is answered after style, layout and paint).
import type { CDPSession, Page } from "@playwright/test";

import { open } from "../fixtures/hydration.ts";
import { centre, type Point, Studio } from "../fixtures/studio.ts";
import { expect, test } from "../fixtures/test.ts";
import { type Edge, type Node, workflow } from "../fixtures/workflows.ts";

const COLUMNS = 25;
const ROWS = 20;
/** The node in the middle. */
const MIDDLE = COLUMNS * 10 + 12;

/** A lattice: every node leads to its right neighbour, and many also one row down. */
function lattice() {
  const nodes: Node[] = [];
  const edges: Edge[] = [];
  for (let index = 0; index < COLUMNS * ROWS; index += 1) {
    const [column, row] = [index % COLUMNS, Math.floor(index / COLUMNS)];
    nodes.push({
      id: `n${index}`,
      type: "log",
      title: `Step ${index}`,
      position: { x: column * 260, y: row * 120 },
      config: { level: "info", message: `Row ${row}` },
    });
    if (column + 1 < COLUMNS) edges.push({ from: `n${index}`, to: `n${index + 1}` });
    if (column + 1 < COLUMNS && row + 1 < ROWS) edges.push({ from: `n${index}`, to: `n${index + COLUMNS + 1}` });
  }
  return workflow("500 nodes", nodes, edges.slice(0, 480).concat(edges.slice(-320)));
}

interface Frames {
  /** Between two animation frames, in ms; only of frames that had a pointer move to follow. */
  interval: number[];
  /** What the main thread did for such a frame, in ms. */
  work: number[];
}

declare global {
  interface Window {
    recorded?: Frames;
  }
}

/** Records every frame from now on. */
async function record(page: Page): Promise<void> {
  await page.evaluate(() => {
    const frames: Frames = { interval: [], work: [] };
    window.recorded = frames;
    const { port1, port2 } = new MessageChannel();
    let begun = 0;
    let last = 0;
    let moved = false;
    window.addEventListener("pointermove", () => (moved = true), true);
    port1.onmessage = () => frames.work.push(performance.now() - begun);
    const frame = () => {
      if (window.recorded !== frames) return;
      begun = performance.now();
      if (moved) {
        if (last > 0) frames.interval.push(begun - last);
        port2.postMessage(null);
      }
      moved = false;
      last = begun;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}

/** Ends the recording and returns it. */
async function recorded(page: Page): Promise<Frames> {
  return page.evaluate(() => {
    const frames = window.recorded ?? { interval: [], work: [] };
    window.recorded = undefined;
    return frames;
  });
}

function told(name: string, { interval, work }: Frames): string {
  const at = (all: number[], share: number) =>
    [...all].sort((a, b) => a - b)[Math.min(all.length - 1, Math.floor(all.length * share))]?.toFixed(1);
  const row = (all: number[]) => `p50 ${at(all, 0.5)} · p95 ${at(all, 0.95)} · p99 ${at(all, 0.99)} ms`;
  return `${name}: work ${row(work)}; interval ${row(interval)} (${work.length} frames)`;
}

/** Moves the pointer in a wide circle from where something was taken hold of. */
async function circle(page: Page, from: Point): Promise<void> {
  for (let step = 1; step <= 200; step += 1) {
    const angle = (step / 100) * 2 * Math.PI;
    await page.mouse.move(from.x + 60 * Math.sin(angle), from.y + 60 * (1 - Math.cos(angle)) - 30);
  }
}

/** Processor time of the page's main thread, in ms: unlike the clock, it knows nothing of other programs. */
const SPENT = { all: "TaskDuration", script: "ScriptDuration", style: "RecalcStyleDuration", layout: "LayoutDuration" };

async function spent(devtools: CDPSession): Promise<number[]> {
  const { metrics } = await devtools.send("Performance.getMetrics");
  return Object.values(SPENT).map((key) => 1000 * (metrics.find(({ name }) => name === key)?.value ?? 0));
}

test("a drag on a canvas of 500 nodes and 800 edges", async ({ page, api }) => {
  const graph = lattice();
  expect([graph.nodes.length, graph.edges.length]).toEqual([500, 800]);
  const made = await api.post("workflows?draft=true", { data: { name: graph.name, graph } });
  expect(made.status(), await made.text()).toBe(201);
  const { id } = (await made.json()) as { id: string };
  const studio = new Studio(page);
  await open(page, `/studio/${id}`);
  await expect(studio.card(`n${MIDDLE}`)).toBeVisible();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });

  const measure = async (name: string, from: Point) => {
    await record(page);
    const before = await spent(devtools);
    await circle(page, from);
    const after = await spent(devtools);
    const frames = await recorded(page);
    const each = Object.keys(SPENT).map((part, index) => {
      const ms = ((after[index] ?? 0) - (before[index] ?? 0)) / frames.work.length;
      return `${part} ${ms.toFixed(1)}`;
    });
    const cards = await studio.cards.count();
    console.log(`${told(name, frames)}; processor ms a frame: ${each.join(", ")}; ${cards} cards mounted`);
  };
  const drag = async (name: string) => {
    const at = await centre(studio.card(`n${MIDDLE}`));
    await page.mouse.move(at.x, at.y);
    await page.mouse.down();
    await page.mouse.move(at.x + 8, at.y);
    await measure(name, at);
    await page.mouse.up();
    await studio.isSaved();
  };
  const pan = async (name: string) => {
    await studio.canvas.focus();
    await page.mouse.move(700, 450);
    await page.keyboard.down("Space");
    await page.mouse.down();
    await measure(name, { x: 700, y: 450 });
    await page.mouse.up();
    await page.keyboard.up("Space");
  };

  await drag("drag, everything in sight");
  await pan("pan, everything in sight");
  await studio.tool("Fit to view").click();
  await page.getByTitle("Zoom to 100%").click();
  await drag("drag at 100%");
  await pan("pan at 100%");
});
