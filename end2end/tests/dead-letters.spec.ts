// Runs that Apex gave up on: the list, replay, discard, and what fails most.
import type { APIRequestContext, Page } from "@playwright/test";

import { open } from "../fixtures/hydration.ts";
import { expect, test } from "../fixtures/test.ts";
import { chain, type Made, make, reaches, start, type Workflow } from "../fixtures/workflows.ts";

/** Calls `/before`, then `/flaky` twice at most. */
function flaky(name: string, base: string): Workflow {
  return chain(name, [
    { id: "start", type: "start", config: { inputs: [{ name: "team", type: "string", default: "support" }] } },
    { id: "before", type: "http", title: "Before", config: { method: "GET", url: `${base}/before` } },
    {
      id: "flaky",
      type: "http",
      title: "Flaky",
      config: { method: "GET", url: `${base}/flaky` },
      retry: { maxAttempts: 2, backoff: "fixed", initialMs: 1, maxMs: 1, jitter: false },
    },
    { id: "say", type: "log", title: "Say", config: { level: "info", message: "Done for {{ inputs.team }}" } },
  ]);
}

async function givenUp(api: APIRequestContext, made: Made): Promise<string> {
  const run = await start(api, made);
  await reaches(api, run, "dead");
  return run;
}

const rows = (page: Page) =>
  page.getByRole("group", { name: "Dead letters", exact: true }).getByRole("row").filter({ has: page.getByRole("link") });

test("a dead letter is replayed once its cause is gone, and nothing recorded is called again", async ({ page, api, upstream }) => {
  upstream.answer("/flaky", { status: 503, text: "out of order" });
  const made = await make(api, flaky("Gave up once", upstream.url));
  const run = await givenUp(api, made);
  expect(upstream.calls("/before")).toHaveLength(1);
  expect(upstream.calls("/flaky")).toHaveLength(2);

  await open(page, "/");
  await page.getByRole("navigation").getByRole("link", { name: /^Dead letters/ }).first().click();
  await expect(page).toHaveURL(/\/dead-letters$/);
  await page.getByRole("searchbox", { name: "Find a dead letter" }).fill(run);
  await expect(page).toHaveURL(new RegExp(`q=${run}`));
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page).first()).toContainText("Gave up once");
  await expect(rows(page).first()).toContainText("http_status");
  await expect(rows(page).first()).toContainText("flaky");

  // mended
  upstream.answer("/flaky", { json: { ok: true } });
  await rows(page).first().getByRole("checkbox").check();
  await page.getByRole("button", { name: "Replay", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Replay this dead letter?" });
  await dialog.getByRole("button", { name: "Replay", exact: true }).click();
  const toasts = page.getByRole("region", { name: "Notifications" });
  await expect(toasts.getByText("Replayed 1 dead letter")).toBeVisible();
  await expect(page.getByText("No dead letter fits")).toBeVisible();
  await toasts.getByRole("button", { name: "Show run" }).click();

  await expect(page).toHaveURL(/\/runs\/run_/);
  await expect(page).not.toHaveURL(new RegExp(run));
  await expect(page.locator("[data-run-status]")).toHaveAttribute("data-run-status", "succeeded");
  const timeline = page.getByRole("region", { name: "Run", exact: true });
  await expect(timeline.getByRole("button", { name: /^Before/ })).toContainText("Kept");
  await expect(timeline.getByRole("button", { name: /^Flaky/ })).not.toContainText("Kept");
  expect(upstream.calls("/before")).toHaveLength(1);
  expect(upstream.calls("/flaky")).toHaveLength(3);

  // the two runs lead to each other
  await page.getByText("Replay of").getByRole("link").click();
  await expect(page).toHaveURL(new RegExp(`/runs/${run}`));
  await expect(page.locator("[data-run-status]")).toHaveAttribute("data-run-status", "dead");
  await expect(page.getByText("Replayed by")).toBeVisible();
  await page.getByText("Replayed from the").getByRole("link").click();
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page).first()).toContainText("Replayed");
});

test("a run is replayed from a step, and run again with other inputs", async ({ page, api, upstream }) => {
  upstream.answer("/flaky", { status: 503 });
  const made = await make(api, flaky("Gave up, then again", upstream.url));
  const run = await givenUp(api, made);
  upstream.answer("/flaky", { json: {} });
  await open(page, `/runs/${run}?step=flaky`);
  await expect(page.getByText("Flaky failed after 2 attempts")).toBeVisible();
  await expect(page.getByText("Given up").first()).toBeVisible();
  await expect(page.getByText("Waits in the")).toBeVisible();
  await page.getByRole("button", { name: "Replay from failed step" }).click();
  await expect(page).not.toHaveURL(new RegExp(run));
  await expect(page.locator("[data-run-status]")).toHaveAttribute("data-run-status", "succeeded");
  expect(upstream.calls("/before")).toHaveLength(1);

  const step = page.getByRole("region", { name: "Step", exact: true });
  await page.getByRole("region", { name: "Run", exact: true }).getByRole("button", { name: /^Flaky/ }).click();
  const from = page.url();
  await step.getByRole("button", { name: "Replay from here" }).click();
  await expect(page).not.toHaveURL(from);
  await expect(page.locator("[data-run-status]")).toHaveAttribute("data-run-status", "succeeded");
  expect(upstream.calls("/before")).toHaveLength(1);
  expect(upstream.calls("/flaky")).toHaveLength(4);

  await page.getByRole("button", { name: "Run again…" }).click();
  const dialog = page.getByRole("dialog", { name: "Run again" });
  await expect(dialog.getByLabel("team")).toHaveValue("support");
  await dialog.getByLabel("team").fill("sales");
  await dialog.getByRole("button", { name: /Start run/ }).click();
  await expect(dialog).toBeHidden();
  await expect(page.locator("[data-run-status]")).toHaveAttribute("data-run-status", "succeeded");
  await page.getByRole("tab", { name: /^Logs/ }).first().click();
  await expect(page.getByRole("log")).toContainText("Done for sales");
  expect(upstream.calls("/before")).toHaveLength(2);
});

test("letters are selected by keyboard, discarded together, and taken back", async ({ page, api, upstream }) => {
  upstream.answer("/flaky", { status: 503 });
  const made = await make(api, flaky("Let go", upstream.url));
  for (let count = 0; count < 3; count++) await givenUp(api, made);
  await open(page, `/dead-letters?workflow=${made.id}`);
  await expect(rows(page)).toHaveCount(3);
  const all = page.getByRole("checkbox", { name: "Select all on this page" });
  await all.focus();
  await page.keyboard.press("Space");
  await expect(page.getByRole("checkbox", { name: "3 selected" })).toBeChecked();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Discard 3 dead letters?" });
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(rows(page)).toHaveCount(3);

  await page.getByRole("button", { name: "Discard", exact: true }).click();
  await dialog.getByRole("button", { name: "Discard", exact: true }).click();
  await expect(page.getByText("No dead letter fits")).toBeVisible();
  await page.getByRole("navigation", { name: "State" }).getByRole("link", { name: "Discarded" }).click();
  await expect(rows(page)).toHaveCount(3);
  await page.getByRole("region", { name: "Notifications" }).getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("The dead letters are open again")).toBeVisible();
  await page.getByRole("navigation", { name: "State" }).getByRole("link", { name: "Open" }).click();
  await expect(rows(page)).toHaveCount(3);
});

test("what fails most leads to its runs and its letters", async ({ page, api, upstream }) => {
  upstream.answer("/flaky", { status: 503 });
  const made = await make(api, flaky("Fails most", upstream.url));
  const run = await givenUp(api, made);
  await open(page, `/failures?workflow=${made.id}`);
  const causes = page.getByRole("region", { name: "Causes" });
  const cause = causes.getByRole("row").filter({ hasText: "http_status" });
  await expect(cause).toContainText("Flaky");
  await expect(cause).toContainText("100%");
  await page.getByRole("button", { name: "24 h" }).click();
  await expect(page).toHaveURL(/range=24h/);
  await expect(page.getByRole("heading", { name: "Failures an hour" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: "Failures an hour" })).toBeVisible();
  await cause.getByRole("link", { name: "1 given up" }).click();
  await expect(page).toHaveURL(/\/dead-letters\?/);
  await expect(rows(page)).toHaveCount(1);
  await page.goBack();
  await cause.getByRole("link", { name: /Show run/ }).click();
  await expect(page).toHaveURL(new RegExp(`/runs/${run}\\?step=flaky`));
});
