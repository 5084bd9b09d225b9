// Nothing that a person draws is lost: two tabs, a lost connection, a killed server, a closed tab.
import { rm } from "node:fs/promises";

import { Apex, newDataDir } from "../fixtures/apex.ts";
import { NOBODY, signIn } from "../fixtures/sign-in.ts";
import { Studio } from "../fixtures/studio.ts";
import { expect, test } from "../fixtures/test.ts";
import { chain, make } from "../fixtures/workflows.ts";

const LONELY = chain("Written twice", [{ id: "start", type: "start", config: {} }]);

test.describe("two tabs", () => {
  for (const choice of ["Keep mine", "Load theirs"] as const) {
    test(`the second save meets a choice: ${choice}`, async ({ page, context, api, faults }) => {
      faults.expect(/412/);
      const { id } = await make(api, LONELY);
      const mine = new Studio(page);
      const theirs = new Studio(await context.newPage());
      faults.watch(theirs.page);
      await mine.open(id);
      await theirs.open(id);

      await theirs.kind("Wait").click();
      await expect.poll(async () => (await theirs.draft()).nodes.length).toBe(2);
      await theirs.isSaved();

      await mine.kind("Log").click();
      await expect(page.getByText("Somebody else saved this workflow meanwhile")).toBeVisible();
      await expect(mine.saved).toHaveAttribute("data-save-state", "conflict");
      await expect(mine.card("log")).toBeVisible();
      expect((await mine.draft()).nodes.map((node) => node.id)).toEqual(["start", "wait"]);

      await page.getByRole("button", { name: choice }).click();
      await mine.isSaved();
      const kept = choice === "Keep mine" ? ["start", "log"] : ["start", "wait"];
      expect((await mine.draft()).nodes.map((node) => node.id)).toEqual(kept);
      await expect(mine.cards).toHaveCount(2);
      if (choice === "Load theirs") {
        await page.getByRole("region", { name: "Notifications" }).getByRole("button", { name: "Undo" }).click();
        await expect(mine.card("log")).toBeVisible();
      }
    });
  }
});

test("without a connection the work waits, and is saved when it is back", async ({ page, context, api, faults }) => {
  faults.expect(/ERR_INTERNET_DISCONNECTED/);
  const { id } = await make(api, LONELY);
  const studio = new Studio(page);
  await studio.open(id);
  await context.setOffline(true);
  await studio.kind("Log").click();
  await expect(studio.saved).toHaveAttribute("data-save-state", "offline");
  await studio.kind("Wait").click();
  await context.setOffline(false);
  await studio.isSaved();
  expect((await studio.draft()).nodes.map((node) => node.id)).toEqual(["start", "log", "wait"]);
});

test("a tab closed without a connection has its work when opened again", async ({ page, context, api, faults }) => {
  faults.expect(/ERR_INTERNET_DISCONNECTED/);
  const { id } = await make(api, LONELY);
  const studio = new Studio(page);
  await studio.open(id);
  await context.setOffline(true);
  await studio.kind("Log").click();
  await expect(studio.saved).toHaveAttribute("data-save-state", "offline");
  await page.close({ runBeforeUnload: false });

  await context.setOffline(false);
  const again = new Studio(await context.newPage());
  await again.open(id);
  await expect(again.page.getByText("Unsaved work was restored")).toBeVisible();
  await expect(again.card("log")).toBeVisible();
  await again.isSaved();
  expect((await again.draft()).nodes).toHaveLength(2);
});

test("a killed server comes back with draft, session and run", async ({ browser, playwright, upstream, faults }) => {
  test.setTimeout(120_000);
  faults.expect(/net::ERR_(CONNECTION_(REFUSED|RESET|CLOSED)|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING)/);
  const dataDir = await newDataDir();
  let apex = await Apex.start({ dataDir });
  try {
    const context = await browser.newContext({ baseURL: apex.url, storageState: NOBODY });
    const page = await context.newPage();
    faults.watch(page);
    await signIn(page, apex);
    const api = await playwright.request.newContext({
      baseURL: `${apex.url}/api/v1/`,
      extraHTTPHeaders: { authorization: `Bearer ${await apex.createKey()}` },
    });
    const { id } = await make(
      api,
      chain("Survives", [
        { id: "start", type: "start", config: {} },
        { id: "first", type: "http", title: "First", config: { url: `${upstream.url}/first` } },
        { id: "pause", type: "wait", title: "Pause", config: { ms: 3000 } },
        { id: "last", type: "http", title: "Last", config: { url: `${upstream.url}/last` } },
      ]),
    );
    const studio = new Studio(page);
    await studio.open(id);
    await studio.card("last").click();
    await studio.kind("Log").click();
    await studio.isSaved();
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await expect(studio.card("first")).toHaveAttribute("data-status", "succeeded");
    await expect(studio.card("pause")).toHaveAttribute("data-status", "waiting");

    await apex.kill();
    await studio.kind("Transform").click();
    await expect(studio.saved).toHaveAttribute("data-save-state", "offline");

    apex = await Apex.start({ dataDir, env: { APEX_ADDR: new URL(apex.url).host } });
    await studio.isSaved();
    expect((await studio.draft()).nodes.map((node) => node.id)).toContain("transform");
    await expect(studio.card("last")).toHaveAttribute("data-status", "succeeded", { timeout: 45_000 });
    expect(upstream.calls("/first")).toHaveLength(1);
    expect(upstream.calls("/last")).toHaveLength(1);

    await page.reload();
    await studio.arrived();
    await expect(studio.cards).toHaveCount(6);
    await context.close();
    await api.dispose();
  } finally {
    await apex.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
});
