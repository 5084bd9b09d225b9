// Runs that wait for a person: the list, the answer's form, the decision, and the run that goes on with it.
import type { Page } from "@playwright/test";

import { open } from "../fixtures/hydration.ts";
import { expect, test } from "../fixtures/test.ts";
import { make, reaches, start, type Workflow, workflow } from "../fixtures/workflows.ts";

/** Asks for a reason and a sum, and gives the answer on. */
function refund(name: string, extra: Record<string, unknown> = {}): Workflow {
  const fields = {
    type: "object",
    required: ["reason", "sum"],
    properties: {
      reason: { type: "string", title: "Reason", enum: ["Our fault", "Kindness"] },
      sum: { type: "number", title: "Sum", maximum: 100 },
    },
  };
  return workflow(
    name,
    [
      { id: "start", type: "start", config: { inputs: [{ name: "customer", type: "string", default: "Ada" }] } },
      {
        id: "ask",
        type: "approval",
        title: "Ask",
        config: { title: "Refund {{ inputs.customer }}?", message: "Look twice.", timeoutMs: 86_400_000, fields, ...extra },
      },
      { id: "yes", type: "transform", config: { output: { sum: "{{ steps.ask.answer.sum }}", by: "{{ steps.ask.by }}" } } },
      { id: "no", type: "transform", config: { output: { comment: "{{ steps.ask.comment }}" } } },
    ],
    [
      { from: "start", to: "ask" },
      { from: "ask", fromPort: "approved", to: "yes" },
      { from: "ask", fromPort: "rejected", to: "no" },
    ],
  );
}

const rows = (page: Page) =>
  page.getByRole("group", { name: "Approvals", exact: true }).getByRole("row").filter({ has: page.getByRole("link") });

const output = async (api: import("@playwright/test").APIRequestContext, run: string): Promise<unknown> =>
  ((await (await api.get(`runs/${run}`)).json()) as { output: unknown }).output;

test("a person answers what a run asks, and the run goes on with the answer", async ({ page, api, faults }) => {
  // the answer that the schema forbids
  faults.expect(/422/);
  const run = await start(api, await make(api, refund("Refund with a form")));
  await reaches(api, run, "waiting");
  await open(page, "/");
  await page.getByRole("navigation").getByRole("link", { name: /^Approvals/ }).first().click();
  await expect(page).toHaveURL(/\/approvals$/);
  await page.getByRole("searchbox", { name: "Find an approval" }).fill(run);
  await expect(rows(page)).toHaveCount(1);
  await rows(page).first().getByRole("link", { name: "Refund Ada?" }).click();
  await expect(page).toHaveURL(/\/approvals\/apr_/);
  await expect(page.getByText("Look twice.")).toBeVisible();
  await expect(page.getByRole("tree", { name: "Inputs of the run" })).toContainText("Ada");

  // what is missing is named at its box, what the schema forbids comes from the server
  await page.getByRole("button", { name: "Approve" }).click();
  await expect(page.getByText("Fill this in.")).toHaveCount(2);
  await page.getByRole("combobox", { name: "Reason" }).selectOption("Kindness");
  await page.getByRole("textbox", { name: "Sum" }).fill("101");
  await page.getByRole("button", { name: "Approve" }).click();
  await expect(page.getByRole("textbox", { name: "Sum" })).toHaveAttribute("aria-invalid", "true");
  await page.getByRole("textbox", { name: "Sum" }).fill("12");
  await page.getByRole("textbox", { name: "Comment" }).fill("once");
  await page.getByRole("button", { name: "Approve" }).click();
  await expect(page.getByText("Approved by owner@demo.apex")).toBeVisible();
  await reaches(api, run, "succeeded");
  expect(await output(api, run)).toEqual({ sum: 12, by: "owner@demo.apex" });

  await open(page, `/approvals?show=history&q=${run}`);
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page).first()).toContainText("Approved");
});

test("a run page leads to its approval, and a decision made elsewhere shows by itself", async ({ page, api }) => {
  const run = await start(api, await make(api, refund("Decided elsewhere")));
  await reaches(api, run, "waiting");
  await page.clock.install();
  await open(page, `/runs/${run}?step=ask`);
  await page.getByRole("link", { name: "see the approval" }).click();
  await rows(page).first().getByRole("link").click();
  await expect(page.getByRole("button", { name: "Reject" })).toBeVisible();
  const id = page.url().split("/").at(-1);
  expect((await api.post(`hitl/${id}/reject`, { data: { comment: "not now" } })).status()).toBe(200);
  await page.clock.fastForward("00:05");
  await expect(page.getByText("Rejected by key end2end")).toBeVisible();
  await expect(page.getByText("not now")).toBeVisible();
  await expect(page.getByRole("button", { name: "Reject" })).toHaveCount(0);
  await reaches(api, run, "succeeded");
});

test("who is not asked sees the question and no form; on a phone nothing scrolls sideways", async ({ page, api }) => {
  const asks = { assignees: ["somebody@else.test"] };
  const run = await start(api, await make(api, refund("For somebody else", asks)));
  await reaches(api, run, "waiting");
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, `/approvals?q=${run}`);
  await expect(rows(page)).toHaveCount(1);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  await rows(page).first().click();
  await expect(page.getByText("This is for somebody@else.test to decide.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Approve" })).toHaveCount(0);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});

test("the form is filled and sent from the keyboard", async ({ page, api }) => {
  const run = await start(api, await make(api, refund("By key")));
  await reaches(api, run, "waiting");
  await open(page, `/approvals?q=${run}`);
  await rows(page).first().getByRole("link").focus();
  await page.keyboard.press("Enter");
  await page.getByRole("combobox", { name: "Reason" }).focus();
  await page.keyboard.type("Our");
  await page.keyboard.press("Tab");
  await page.keyboard.type("7");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Approved by owner@demo.apex")).toBeVisible();
  expect(await output(api, run)).toEqual({ sum: 7, by: "owner@demo.apex" });
});
