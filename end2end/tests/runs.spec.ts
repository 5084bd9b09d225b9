// Runs: the list and its address, one run as it happens, and what can be done with it.
import { open } from "../fixtures/hydration.ts";
import { expect, test } from "../fixtures/test.ts";
import { chain, fetching, make, reaches, start } from "../fixtures/workflows.ts";

/** One page of the list. */
const PAGE = 25;

test("the list is filtered by its address, and pages lie in the address", async ({ page, api }) => {
  const many = await make(api, chain("Ran often", [{ id: "start", type: "start", config: {} }]));
  const once = await make(
    api,
    chain("Ran and failed", [
      { id: "start", type: "start", config: {} },
      { id: "shape", type: "transform", config: { output: { x: "{{ 1 / 0 }}" } } },
    ]),
  );
  const runs = await Promise.all(Array.from({ length: PAGE + 3 }, () => start(api, many)));
  await Promise.all(runs.map((run) => reaches(api, run, "succeeded")));
  await reaches(api, await start(api, once), "failed");
  const rows = page.getByRole("group", { name: "Runs" }).getByRole("row").filter({ has: page.getByRole("link") });
  const pages = page.getByRole("navigation", { name: "Pages" });

  await open(page, `/runs?workflow=${many.id}`);
  await expect(rows).toHaveCount(PAGE);
  await expect(pages).toContainText(`1–${PAGE} of ${PAGE + 3}`);
  await pages.getByRole("link", { name: "Next page" }).click();
  await expect(page).toHaveURL(/page=2/);
  await expect(rows).toHaveCount(3);
  await page.reload();
  await expect(rows).toHaveCount(3);
  await page.goBack();
  await expect(rows).toHaveCount(PAGE);

  await page.getByRole("combobox", { name: "Workflow" }).selectOption({ label: "Ran and failed" });
  await expect(page).toHaveURL(new RegExp(`workflow=${once.id}`));
  await expect(rows).toHaveCount(1);
  await page.getByRole("navigation", { name: "Status" }).getByRole("link", { name: "Succeeded" }).click();
  await expect(page).toHaveURL(/status=succeeded/);
  await expect(page.getByText("No run fits")).toBeVisible();
  await page.getByRole("navigation", { name: "Status" }).getByRole("link", { name: "Failed" }).click();
  await expect(rows).toHaveCount(1);
  await expect(rows.first()).toContainText("Failed");

  await page.getByRole("searchbox", { name: "Find a run" }).fill("nothing is called so");
  await expect(page).toHaveURL(/q=nothing/);
  await expect(page.getByText("No run fits")).toBeVisible();
  await page.getByRole("link", { name: "Show all runs" }).click();
  await expect(page).toHaveURL(/\/runs$/);
  await rows.first().getByRole("link").first().click();
  await expect(page).toHaveURL(/\/runs\/run_\w+/);
});

test("why a run failed is told without marks for code", async ({ page, api }) => {
  const made = await make(
    api,
    chain("Ends with a reason", [
      { id: "start", type: "start", config: {} },
      { id: "shape", type: "transform", config: { output: { x: "{{ 1 / 0 }}" } } },
    ]),
  );
  await reaches(api, await start(api, made), "failed");
  await open(page, `/runs?workflow=${made.id}`);
  const row = page.getByRole("row").filter({ hasText: "Ends with a reason" });
  await expect(row).toContainText("Step shape failed");
  await expect(row).not.toContainText("`");
});

test("what has not ended has a filter of its own, and a list at rest notices new runs", async ({ page, api, upstream }) => {
  const release = upstream.hold("/hold", { json: {} });
  const made = await make(api, fetching("Held for a while", `${upstream.url}/hold`));
  const rows = page.getByRole("group", { name: "Runs" }).getByRole("row").filter({ has: page.getByRole("link") });
  await page.clock.install();
  await open(page, `/runs?workflow=${made.id}`);
  await page.getByRole("navigation", { name: "Status" }).getByRole("link", { name: "Active" }).click();
  await expect(page).toHaveURL(/status=active/);
  await expect(page.getByText("Nothing is running")).toBeVisible();

  const run = await start(api, made);
  await upstream.called("/hold");
  await page.clock.fastForward("00:11");
  await expect(rows).toHaveCount(1);
  await expect(rows.first()).toContainText("Running");

  release();
  await reaches(api, run, "succeeded");
  await page.clock.fastForward("00:11");
  await expect(page.getByText("Nothing is running")).toBeVisible();
});

test("on a phone a run is a card, and nothing scrolls sideways", async ({ page, api }) => {
  const made = await make(api, chain("A name that is far too long for the width of a phone", [{ id: "start", type: "start", config: {} }]));
  await reaches(api, await start(api, made), "succeeded");
  await page.setViewportSize({ width: 390, height: 844 });
  for (const [path, label] of [
    [`/runs?workflow=${made.id}`, "Runs"],
    ["/studio?view=table", "Workflows"],
    ["/", "Recent runs"],
  ] as const) {
    await open(page, path);
    const list = page.getByRole("group", { name: label, exact: true });
    await expect(list.getByRole("row").filter({ has: page.getByRole("link") }).first()).toBeVisible();
    expect(await list.evaluate((element) => element.scrollWidth - element.clientWidth), path).toBeLessThanOrEqual(0);
  }
  await open(page, `/runs?workflow=${made.id}`);
  await page.getByRole("row").filter({ hasText: "Succeeded" }).click();
  await expect(page).toHaveURL(/\/runs\/run_/);
});

test("a run is followed live, from a step that is held to its end", async ({ page, api, upstream }) => {
  const release = upstream.hold("/slow", { json: { word: "hello" } });
  const made = await make(api, fetching("Watched", `${upstream.url}/slow`));
  const run = await start(api, made);
  await upstream.called("/slow");
  await open(page, `/runs/${run}`);
  const pill = page.locator("[data-run-status]");
  const timeline = page.getByRole("region", { name: "Run", exact: true });
  const step = page.getByRole("region", { name: "Step", exact: true });
  await expect(pill).toHaveAttribute("data-run-status", "running");
  await expect(timeline.getByRole("button", { name: /Fetch.*Running/ })).toBeVisible();
  await expect(timeline.getByRole("button", { name: /Shape.*Queued/ })).toBeVisible();

  release();
  await expect(pill).toHaveAttribute("data-run-status", "succeeded");
  await expect(timeline.getByRole("button", { name: /Fetch.*Succeeded/ })).toBeVisible();
  await expect(timeline.getByRole("button", { name: /Shape.*Succeeded/ })).toBeVisible();

  await timeline.getByRole("button", { name: /^Fetch/ }).click();
  await expect(page).toHaveURL(/step=fetch/);
  await expect(step.getByRole("heading", { name: "Fetch" })).toBeVisible();
  await expect(step.getByRole("tabpanel")).toContainText("hello");
  await step.getByRole("tab", { name: "Input" }).click();
  await expect(page).toHaveURL(/part=input/);
  await expect(step.getByRole("tabpanel")).toContainText("/slow");
  await timeline.getByRole("tab", { name: /^Logs/ }).click();
  await expect(timeline.getByRole("log")).toContainText("Got 200");
  await timeline.getByRole("tab", { name: "Output" }).click();
  await expect(timeline.getByRole("tabpanel")).toContainText("hello");
  await timeline.getByRole("tab", { name: "Graph" }).click();
  await expect(timeline.locator('[data-node="fetch"]')).toHaveAttribute("data-status", "succeeded");

  await page.reload();
  await expect(timeline.getByRole("tab", { name: "Graph" })).toHaveAttribute("aria-selected", "true");
  await expect(step.getByRole("heading", { name: "Fetch" })).toBeVisible();
});

test("the list follows a run to its end without a reload", async ({ page, api, upstream }) => {
  const release = upstream.hold("/slow");
  const made = await make(api, fetching("Watched in the list", `${upstream.url}/slow`));
  await start(api, made);
  await upstream.called("/slow");
  await open(page, `/runs?workflow=${made.id}`);
  const row = page.getByRole("row").filter({ hasText: "Watched in the list" });
  await expect(row).toContainText("Running");
  release();
  await expect(row).toContainText("Succeeded");
});

test("a run is cancelled while a step is under way", async ({ page, api, upstream }) => {
  const release = upstream.hold("/slow");
  const made = await make(api, fetching("Cancelled", `${upstream.url}/slow`));
  const run = await start(api, made);
  await upstream.called("/slow");
  await open(page, `/runs/${run}`);
  await page.getByRole("button", { name: "Cancel run" }).click();
  await expect(page.locator("[data-run-status]")).toHaveAttribute("data-run-status", "cancelled");
  await expect(page.getByText("The run was cancelled")).toBeVisible();
  await expect(page.getByRole("button", { name: "Run again" })).toBeVisible();
  release();
});

test("a failed run says where, why and after how many attempts, and runs again", async ({ page, api, upstream }) => {
  upstream.answer("/broken", { status: 503, text: "out of order" });
  const made = await make(
    api,
    chain("Fails", [
      { id: "start", type: "start", config: {} },
      {
        id: "fetch",
        type: "http",
        title: "Fetch the price",
        config: { method: "GET", url: `${upstream.url}/broken` },
        retry: { maxAttempts: 3, backoff: "fixed", initialMs: 1, maxMs: 1, jitter: false },
      },
    ]),
  );
  const run = await start(api, made);
  await reaches(api, run, "dead");
  expect(upstream.calls("/broken")).toHaveLength(3);
  await open(page, `/runs/${run}`);
  await expect(page.getByText("Fetch the price failed after 3 attempts")).toBeVisible();
  await expect(page.getByText(/503/).first()).toBeVisible();
  await page.getByRole("button", { name: "Show step" }).click();
  const step = page.getByRole("region", { name: "Step", exact: true });
  await expect(step.getByRole("tab", { name: "Error" })).toHaveAttribute("aria-selected", "true");
  await expect(step.getByRole("tabpanel")).toContainText("503");

  upstream.answer("/broken", { json: {} });
  await page.getByRole("button", { name: "Run again" }).click();
  await expect(page).toHaveURL((url) => url.pathname.startsWith("/runs/run_") && !url.pathname.endsWith(run));
  await expect(page.locator("[data-run-status]")).toHaveAttribute("data-run-status", "succeeded");
});

test("Try run on the first page starts a run and shows it", async ({ page }) => {
  await open(page, "/");
  await page.getByRole("button", { name: /^Try run/ }).first().click();
  await expect(page).toHaveURL(/\/runs\/run_\w+/);
  await expect(page.locator("[data-run-status]")).toBeVisible();
});

test("a run that is not there is a page that says so, with status 404", async ({ page, faults }) => {
  faults.expect(/404/);
  const response = await page.goto("/runs/run_01k9v3e8s5e7cs0w3f6c1v9b4a");
  expect(response?.status()).toBe(404);
  await expect(page.getByRole("main")).toContainText(/not|no such/i);
});
