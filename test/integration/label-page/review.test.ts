import { describe, expect, test } from "@jest/globals";
import { PNG } from "pngjs";
import { toObject, toObjects } from "../../../sandbox/slack/json.ts";
import { wordsOf } from "../../../sandbox/slack/person.ts";
import type { Box, Said } from "../../../src/domain/labeling/label.ts";
import type { ReviewRequests, ShownReview, ShownReviewInput } from "../../../src/label-page/review-protocol.ts";
import { createTestClock } from "../../support/app-store.ts";
import { eventually } from "../../support/eventually.ts";
import { handOf, labelAs } from "../../support/label-as.ts";
import { labelsOf, linkFor, makeTask, personOf } from "../../support/label-task.ts";
import { callTasksApi } from "../../support/post-tasks.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { describeOnBothDatabases, workspacesOf } from "../app/workspaces.ts";
import { createVisitor } from "./visitor.ts";

const PICTURE = { image: { base64: PNG.sync.write(new PNG({ width: 40, height: 30 })).toString("base64") } };
const CONCEPTS = ["cup", "plate"];
const SUCCESS = 24150;
const DENIED = 24158;
const PENDING = 24151;

const CUP: Box = { top: 0.1, left: 0.2, bottom: 0.3, right: 0.4 };
const WIDE: Box = { top: 0.5, left: 0.1, bottom: 0.9, right: 0.8 };
const boxes = (...all: readonly Box[]): Said => ({
  kind: "shapes",
  shapes: all.map((box) => ({ concept: "cup", box })),
});
/** As the page sends it. */
const boxOf = (region: object) => toObject(toObject(toObject(region)["region_info"])["bounding_box"]);

const ALL_REVIEWERS = {
  strategy: "CONSENSUS",
  consensus_strategy_info: { approval_threshold_labelers: 0, approval_threshold_reviewers: -1 },
};

let round = 0;

/** A task on pictures, of which each worker has labeled all as is said. */
async function givenTask(
  workspace: TestWorkspace,
  said: Readonly<Record<string, (inputId: string) => Said>>,
  { count = 2, ...work }: Partial<Parameters<typeof makeTask>[1]> & { count?: number } = {},
) {
  round += 1;
  const inputs = Array.from({ length: count }, (_, index) => `picture-${round}-${index + 1}`);
  const taskId = await makeTask(workspace, {
    name: `Cups ${round}`,
    concepts: CONCEPTS,
    workers: Object.keys(said),
    reviewers: ["mei"],
    inputs: Object.fromEntries(inputs.map((id) => [id, PICTURE])),
    ...work,
  });
  for (const [handle, say] of Object.entries(said)) {
    const person = personOf(workspace, handle);
    await labelAs(workspace, { person, task: taskId, count, concepts: CONCEPTS }, say);
  }
  return { taskId, name: `Cups ${round}`, inputs };
}

async function openAs(workspace: TestWorkspace, handle: string, taskId: string) {
  const visitor = createVisitor<ReviewRequests, ShownReview>(linkFor(workspace, handle, taskId, "review"));
  const opened = await visitor.open();
  return { visitor, opened, shown: opened.work?.inputs ?? [] };
}

type Choice = ReviewRequests["draft"]["choice"];
const choose = ({ inputId, key }: ShownReviewInput, choice: Choice) => ({ inputId, key, choice });
const newBatch = (): string => crypto.randomUUID();
const labelOf = ({ labels }: ShownReviewInput, labeler: string) =>
  labels.find((label) => label.labeler === labeler)?.key ?? "";
const nameOf = (workspace: TestWorkspace, handle: string): string => workspace.slack.person(handle).name;

/** Worker, status and boxes of each label of an input. */
async function standing(workspace: TestWorkspace, taskId: string, inputId: string) {
  return (await labelsOf(workspace, taskId))
    .filter((label) => label["input_id"] === inputId)
    .map((label) => ({
      by: label["user_id"],
      status: toObject(label["status"])["code"],
      boxes: toObjects(toObject(label["data"])["regions"]).map(boxOf),
    }));
}

const until = (workspace: TestWorkspace, taskId: string, inputId: string, status: number) =>
  eventually(async () => (await standing(workspace, taskId, inputId)).some((label) => label.status === status));

describeOnBothDatabases("the page for reviewing", (start) => {
  test("shows side by side what labelers said, those that differ first, and saves verdicts in the API", async () => {
    const workspace = await start();
    const [ana, ben] = ["ana", "ben"].map((handle) => nameOf(workspace, handle));
    const second = (inputId: string) => inputId.endsWith("-2");
    const { taskId, inputs } = await givenTask(workspace, {
      ana: () => boxes(CUP),
      ben: (inputId) => (second(inputId) ? boxes(WIDE) : boxes(CUP)),
    });

    const { visitor, shown } = await openAs(workspace, "mei", taskId);

    expect(shown.map(({ inputId, isDisputed }) => [inputId, isDisputed])).toEqual([
      [inputs[1], true],
      [inputs[0], false],
    ]);
    expect(shown[0]?.labels.map(({ labeler, words, said }) => [labeler, words, said])).toEqual([
      [ana, "1 cup", boxes(CUP)],
      [ben, "1 cup", boxes(WIDE)],
    ]);
    expect(new Set(shown[0]?.labels.map(({ mark }) => mark.colour)).size).toBe(2);
    const [disputed, alike] = shown;
    if (!disputed || !alike) throw new Error("two inputs were expected");
    const saved = await visitor.post("save", {
      batch: newBatch(),
      inputs: [
        choose(disputed, { verdict: "approve", label: labelOf(disputed, ben ?? "") }),
        choose(alike, { verdict: "approve" }),
      ],
    });

    expect(saved).toMatchObject({
      status: 200,
      work: { inputs: [], end: { title: "Nothing more awaits your review." } },
    });
    await until(workspace, taskId, inputs[1] ?? "", SUCCESS);
    expect((await standing(workspace, taskId, inputs[1] ?? "")).map(({ status }) => status)).toEqual([DENIED, SUCCESS]);
    await until(workspace, taskId, inputs[0] ?? "", SUCCESS);
  });

  test("a corrected box is what is approved: one label, its worker's, and nothing beside it", async () => {
    const workspace = await start();
    const { taskId, inputs } = await givenTask(workspace, { ana: () => boxes(CUP, WIDE) }, { count: 1 });
    const { visitor, shown } = await openAs(workspace, "mei", taskId);
    const [one] = shown;
    if (!one) throw new Error("nothing to review");
    const moved = { top: 0.125, left: 0.25, bottom: 0.35, right: 0.5 };

    const choice = { verdict: "approve", label: one.labels[0]?.key ?? "", corrected: boxes(moved) } as const;
    await Promise.all([1, 2, 3].map(() => visitor.post("save", { batch: newBatch(), inputs: [choose(one, choice)] })));

    await until(workspace, taskId, inputs[0] ?? "", SUCCESS);
    expect(await standing(workspace, taskId, inputs[0] ?? "")).toEqual([
      {
        by: personOf(workspace, "ana"),
        status: SUCCESS,
        boxes: [{ top_row: 0.125, left_col: 0.25, bottom_row: 0.35, right_col: 0.5 }],
      },
    ]);
    const { counts } = await callTasksApi(workspace, "GET", `tasks/${taskId}/inputs/count`);
    expect(toObjects(counts)).toEqual([expect.objectContaining({ success: 1, awaiting_review: 0, review_denied: 0 })]);
  });

  test("what is chosen and not saved is there again, in the next session too, until something else is said", async () => {
    const clock = createTestClock();
    const workspace = await start({ overrides: { now: clock.now } });
    const { taskId } = await givenTask(workspace, { ana: () => boxes(CUP) });
    const { visitor, shown } = await openAs(workspace, "mei", taskId);
    const [one, two] = shown;
    if (!one || !two) throw new Error("two inputs were expected");
    const begun = { verdict: "request_changes", reason: "Too w" } as const;
    await visitor.post("draft", choose(one, begun));
    await visitor.post("draft", { ...choose(two, begun), key: "another" });
    clock.advance(8 * 3_600_000);

    expect(await visitor.post("work", {})).toMatchObject({
      status: 401,
      words: expect.stringContaining("press Review once more"),
    });
    const { shown: again } = await openAs(workspace, "mei", taskId);
    expect(again.map(({ draft }) => draft)).toEqual([begun, undefined]);
  });
});

describe("what the page takes of a reviewer", () => {
  const start = workspacesOf();

  test("from Slack: Open in browser leads there, and what was decided there is not asked for in Slack again", async () => {
    const workspace = await start();
    const { taskId, name } = await givenTask(workspace, { ana: () => boxes(CUP) });
    const mei = workspace.slack.person("mei");
    await mei.openModal(`/task review ${name}`);
    await mei.untilField("Reason");
    await mei.press("Open in browser");
    await mei.untilWords("in the browser");
    const [url = ""] = /http[^"]+\/label\/review\/[^"]+/.exec(JSON.stringify(mei.view().view)) ?? [];

    const visitor = createVisitor<ReviewRequests, ShownReview>(url);
    const { work } = await visitor.open();
    const [first] = work?.inputs ?? [];
    if (!first) throw new Error("nothing to review");
    const next = await visitor.post("save", { batch: newBatch(), inputs: [choose(first, { verdict: "approve" })] });

    expect(next.work?.inputs).toHaveLength(1);
    await until(workspace, taskId, first.inputId, SUCCESS);
    await mei.close();
    await mei.close();
    await mei.openModal(`/task review ${name}`);
    await mei.untilField("Reason");
    expect(mei.labels().filter((one) => one !== "Reason")).toHaveLength(1);
  });

  test("changes want a reason, and the worker gets one message for a batch", async () => {
    const workspace = await start();
    const { taskId, inputs, name } = await givenTask(workspace, { ana: () => boxes(CUP) });
    const { visitor, shown } = await openAs(workspace, "mei", taskId);
    const changes = (reason: string) => ({
      batch: "the same",
      inputs: shown.map((each) => choose(each, { verdict: "request_changes", reason })),
    });

    expect(await visitor.post("save", changes(" "))).toMatchObject({
      status: 400,
      refused: "invalid",
      words: "Say what is to be changed: the labeler reads it at this input.",
    });
    const cut = changes("It cuts the handle off.");
    // The answers are lost on their way: the page sends it again, at once and once it is carried out.
    await Promise.all([1, 2].map(() => visitor.post("save", cut)));
    await until(workspace, taskId, inputs[0] ?? "", PENDING);
    const again = await visitor.post("save", cut);

    const ana = workspace.slack.person("ana");
    const told = await ana.untilMessage(`Change 2 labels of “${name}”`);
    expect(wordsOf(told)).toContain("It cuts the handle off.");
    expect(again).toMatchObject({ status: 200, work: { inputs: [] } });
    expect(again.notice).toBeUndefined();
    expect(ana.directMessages().filter((each) => wordsOf(each).includes("Change "))).toHaveLength(1);
  });

  test("Slack and the page at once: the first verdict stands, and the second is told so", async () => {
    const workspace = await start();
    const { taskId, name, inputs } = await givenTask(workspace, { ana: () => boxes(CUP) }, { count: 1 });
    const { visitor, shown } = await openAs(workspace, "mei", taskId);
    const mei = workspace.slack.person("mei");
    await mei.openModal(`/task review ${name}`);
    await mei.untilField("Reason");
    await mei.choose(mei.labels()[0] ?? "", "Approve");
    await mei.submit();

    const late = await visitor.post("save", {
      batch: newBatch(),
      inputs: shown.map((each) => choose(each, { verdict: "reject" })),
    });

    expect(late).toMatchObject({ status: 200, notice: expect.stringContaining("1 input you had decided already") });
    await until(workspace, taskId, inputs[0] ?? "", SUCCESS);
    expect((await standing(workspace, taskId, inputs[0] ?? "")).map(({ status }) => status)).toEqual([SUCCESS]);
  });

  test("two reviewers: whoever is late is told, and no label is corrected behind the first one's back", async () => {
    const workspace = await start();
    const { taskId, name, inputs } = await givenTask(
      workspace,
      { ana: () => boxes(CUP) },
      { count: 1, reviewers: ["mei", "chidi"], review: ALL_REVIEWERS },
    );
    const { visitor, shown } = await openAs(workspace, "mei", taskId);
    const [one] = shown;
    if (!one) throw new Error("nothing to review");
    const hand = await handOf(workspace, personOf(workspace, "chidi"));
    const [given] = await hand.startReview(taskId, { haste: "interactive" });
    await hand.review(taskId, "reject", { assignments: [given?.id ?? ""] });

    const choice = { verdict: "approve", label: one.labels[0]?.key ?? "", corrected: boxes(WIDE) } as const;
    await visitor.post("save", { batch: newBatch(), inputs: [choose(one, choice)] });

    const told = await workspace.slack.person("mei").untilMessage(`Your 1 verdict on “${name}” was not taken`);
    expect(wordsOf(told)).toContain("while it awaits their review");
    const [now] = await standing(workspace, taskId, inputs[0] ?? "");
    expect(now).toMatchObject({ status: DENIED, boxes: [{ top_row: CUP.top }] });
  });

  test("what the task does not ask for, and what the page does not send, is refused, and nothing is written", async () => {
    const workspace = await start();
    const { taskId } = await givenTask(workspace, { ana: () => boxes(CUP) }, { count: 1 });
    const { visitor, shown } = await openAs(workspace, "mei", taskId);
    const [one] = shown;
    if (!one) throw new Error("nothing to review");
    const label = one.labels[0]?.key ?? "";
    const wrong: readonly unknown[] = [
      { verdict: "approve", label, corrected: { kind: "concepts", concepts: ["cup"] } },
      { verdict: "approve", label, corrected: { kind: "shapes", shapes: [{ concept: "fork", box: CUP }] } },
      {
        verdict: "approve",
        label,
        corrected: { kind: "shapes", shapes: [{ concept: "cup", box: { ...CUP, right: 2 } }] },
      },
      { verdict: "maybe" },
      { verdict: "request_changes", reason: "x".repeat(501) },
      "approve",
    ];

    const refused = [];
    for (const choice of wrong)
      refused.push((await visitor.post("save", { batch: newBatch(), inputs: [choose(one, choice as Choice)] })).status);
    const twice = await visitor.post("save", { batch: newBatch(), inputs: [choose(one, {}), choose(one, {})] });

    expect(refused).toEqual([400, 400, 400, 400, 400, 400]);
    expect(twice.status).toBe(400);
    expect((await visitor.post("work", {})).work?.inputs).toHaveLength(1);
  });

  test("nothing of others is shown to who may only label, and the link to one page does not open the other", async () => {
    const workspace = await start();
    const { taskId } = await givenTask(workspace, { ana: () => boxes(CUP), ben: () => boxes(WIDE) });

    const { opened } = await openAs(workspace, "ben", taskId);
    const asReviewer = linkFor(workspace, "mei", taskId, "review");
    const moved = createVisitor(asReviewer.replace("/label/review/", "/label/"));

    expect(opened).toMatchObject({ status: 403, refused: "closed", words: expect.stringContaining("not a reviewer") });
    expect(opened.work).toBeUndefined();
    expect(await moved.open()).toMatchObject({ status: 403, title: "This link is not complete" });
  });

  test("who is removed as a reviewer, and whose task is closed or deleted meanwhile, is told; nothing more is shown", async () => {
    const workspace = await start();
    const given = await Promise.all(
      [1, 2, 3].map(async () => givenTask(workspace, { ana: () => boxes(CUP) }, { reviewers: ["mei"] })),
    );
    const [removed = "", closed = "", deleted = ""] = given.map(({ taskId }) => taskId);
    const pages = await Promise.all([removed, closed, deleted].map((taskId) => openAs(workspace, "mei", taskId)));
    const { task } = await callTasksApi(workspace, "GET", `tasks/${removed}?additional_fields=all`);
    const review = { ...toObject(toObject(task)["review"]), users: [{ id: personOf(workspace, "ben") }], user_ids: [] };
    await callTasksApi(workspace, "POST", "collaborators", {
      collaborators: [{ user: { id: personOf(workspace, "ben") } }],
    });
    await callTasksApi(workspace, "PATCH", "tasks", { action: "overwrite", tasks: [{ ...toObject(task), review }] });
    const done = { id: closed, status: { code: "TASK_DONE" } };
    await callTasksApi(workspace, "PATCH", "tasks", { action: "merge", tasks: [done] });
    await callTasksApi(workspace, "DELETE", "tasks", { ids: [deleted] });

    const again = await Promise.all(pages.map(({ visitor }) => visitor.post("work", {})));
    const saved = await pages[2]?.visitor.post("save", {
      batch: newBatch(),
      inputs: pages[2].shown.map((each) => choose(each, { verdict: "approve" })),
    });

    expect(again.map(({ refused, work }) => [refused, work])).toEqual([1, 2, 3].map(() => ["closed", undefined]));
    expect(again.map(({ words }) => words)).toEqual([
      expect.stringContaining("You are not a reviewer of"),
      expect.stringContaining("is closed"),
      expect.stringContaining("not there any more"),
    ]);
    expect(saved).toMatchObject({ status: 200 });
    await workspace.slack.person("mei").untilMessage("were not taken");
  });

  test("a verdict of somebody who is no reviewer any more is not taken, and they are told", async () => {
    const workspace = await start();
    const { taskId, name, inputs } = await givenTask(workspace, { ana: () => boxes(CUP) }, { count: 1 });
    const { visitor, shown } = await openAs(workspace, "mei", taskId);
    const { task } = await callTasksApi(workspace, "GET", `tasks/${taskId}?additional_fields=all`);
    await callTasksApi(workspace, "POST", "collaborators", {
      collaborators: [{ user: { id: personOf(workspace, "ben") } }],
    });
    const review = { ...toObject(toObject(task)["review"]), users: [{ id: personOf(workspace, "ben") }], user_ids: [] };
    await callTasksApi(workspace, "PATCH", "tasks", { action: "overwrite", tasks: [{ ...toObject(task), review }] });

    const choices = shown.map((each) => choose(each, { verdict: "approve" }));
    const saved = await visitor.post("save", { batch: newBatch(), inputs: choices });

    expect(saved.status).toBe(200);
    await workspace.slack.person("mei").untilMessage(`Your 1 verdict on “${name}” was not taken`);
    expect((await standing(workspace, taskId, inputs[0] ?? "")).map(({ status }) => status)).not.toContain(SUCCESS);
  });

  test("who labels too gets the others' labels first, and is told when their own come", async () => {
    const workspace = await start();
    const both = { reviewers: ["ben"], workers: ["ana", "ben"] };
    const { taskId, inputs } = await givenTask(workspace, { ben: () => boxes(CUP) }, both);

    const own = await openAs(workspace, "ben", taskId);
    await labelAs(workspace, { person: personOf(workspace, "ana"), task: taskId, count: 1, concepts: CONCEPTS }, () =>
      boxes(WIDE),
    );
    const { opened } = await openAs(workspace, "ben", taskId);

    expect(own.opened.work?.notices).toEqual(["These are your own labels: of the others’ nothing waits for you."]);
    expect(opened.work?.notices).toEqual([]);
    expect(opened.work?.inputs.map(({ inputId, labels }) => [inputId, labels.length])).toEqual([[inputs[0], 2]]);
  });

  test("names are hidden where the workspace says so, and nothing on the page says whose account it is", async () => {
    const workspace = await start();
    const lena = workspace.slack.person("lena");
    await lena.openModal("/task settings");
    await lena.untilField("Hide labelers' names from reviewers");
    await lena.chooseAll("Hide labelers' names from reviewers", ["Reviewers read “Labeler 1” instead of a name"]);
    await lena.submit();
    const { taskId } = await givenTask(workspace, { ana: () => boxes(CUP), ben: () => boxes(WIDE) });

    const { opened } = await openAs(workspace, "mei", taskId);

    const text = JSON.stringify(opened.work);
    expect(opened.work?.inputs[0]?.labels.map(({ labeler }) => labeler).sort()).toEqual(["Labeler 1", "Labeler 2"]);
    for (const handle of ["ana", "ben"]) {
      expect(text).not.toContain(personOf(workspace, handle));
      expect(text).not.toContain(nameOf(workspace, handle));
    }
  });

  test("without an address the window says what an admin sets", async () => {
    const workspace = await start({ overrides: { publicUrlOf: () => undefined } });
    const { name } = await givenTask(workspace, { ana: () => boxes(CUP) });
    const mei = workspace.slack.person("mei");
    await mei.openModal(`/task review ${name}`);
    await mei.untilField("Reason");

    await mei.press("Open in browser");

    await mei.untilWords("PUBLIC_URL");
  });
});
