import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type Json, toObject, toObjects, toText } from "../../../sandbox/slack/json.ts";
import { type SlackPerson, wordsOf } from "../../../sandbox/slack/person.ts";
import { eventually } from "../../support/eventually.ts";
import { handOf, labelAs } from "../../support/label-as.ts";
import { callTasksApi, postTasks } from "../../support/post-tasks.ts";
import { startTestWorkspace, type TestWorkspace } from "../../support/start-workspace.ts";
import { deliverView } from "./raw-requests.ts";
import { openTaskForm, peopleOf } from "./task-form.ts";

const TIMES = { submitAfterMs: 60_000, submitLastAfterMs: 50, roundMs: 50, firstPauseMs: 50, longestPauseMs: 200 };
const CONCEPTS = ["0", "1", "2"];

let workspace: TestWorkspace;
let people: ReturnType<typeof peopleOf>;

beforeAll(async () => {
  workspace = await startTestWorkspace({ overrides: { times: { labeling: TIMES } } });
  people = peopleOf(workspace);
  const collaborators = Object.values(people).map(({ id }) => ({ user: { id } }));
  await callTasksApi(workspace, "POST", "collaborators", { collaborators });
});
afterAll(async () => {
  await workspace?.stop();
});

const MANUAL = { strategy: "MANUAL", manual_strategy_info: { sample_percentage: 1 } };
const consensus = (labelers: number, reviewers = 1) => ({
  strategy: "CONSENSUS",
  consensus_strategy_info: { approval_threshold_labelers: labelers, approval_threshold_reviewers: reviewers },
});

/** A task of its own over all digits, made past the app. */
async function givenTask(
  name: string,
  options: { workers: readonly SlackPerson[]; review?: Json; reviewers?: readonly SlackPerson[]; source?: Json },
) {
  const { workers, review = MANUAL, reviewers = [people.mei], source = { type: "ALL_INPUTS" } } = options;
  const [id = ""] = await postTasks(workspace, [
    {
      name,
      worker: { strategy: "FULL", workers: workers.map((worker) => ({ user: { id: worker.id } })) },
      concepts: CONCEPTS.map((concept) => ({ concept: { id: concept } })),
      input_source: source,
      review: { ...review, users: reviewers.map(({ id }) => ({ id })) },
    },
  ]);
  return id;
}

/** Somebody labels and submits their next inputs, all as this concept. */
const label = (task: string, worker: SlackPerson, count: number, concept: string) =>
  labelAs(workspace, { person: worker.id, task, count, concepts: CONCEPTS }, () => ({
    kind: "concepts",
    concepts: [concept],
  }));

async function open(reviewer: SlackPerson, name: string): Promise<void> {
  await reviewer.openModal(`/task review ${name}`);
  await reviewer.untilField("Reason");
}

/** The labels of the inputs of a window. */
const shown = (reviewer: SlackPerson): readonly string[] => reviewer.labels().filter((one) => one !== "Reason");

async function statesOf(task: string, worker: SlackPerson): Promise<Json> {
  const all = toObjects((await callTasksApi(workspace, "GET", `tasks/${task}/inputs/count`))["counts"]);
  return toObject(all.find((one) => one["user_id"] === worker.id));
}

describe("the window in which one reviews", () => {
  test("one labeler: approve, reject, leave; the next batch comes in the ack, and what was left comes again", async () => {
    const { ana, mei } = people;
    const task = await givenTask("One labeler", { workers: [ana] });
    await label(task, ana, 7, "1");

    await open(mei, "One labeler");

    expect(mei.title()).toBe("Review");
    expect(shown(mei)).toEqual([1, 2, 3, 4, 5].map((at) => `${at} · ${ana.name}: 1`));
    expect(mei.options(`1 · ${ana.name}: 1`)).toEqual(["Approve", "Request changes", "Reject"]);
    await mei.choose(`1 · ${ana.name}: 1`, "Approve");
    await mei.choose(`2 · ${ana.name}: 1`, "Reject");
    expect(await mei.submit()).toEqual({ result: "accepted" });
    expect(shown(mei)).toEqual([6, 7].map((at) => `${at} · ${ana.name}: 1`));
    await mei.choose(`6 · ${ana.name}: 1`, "Approve");
    await mei.choose(`7 · ${ana.name}: 1`, "Approve");
    await mei.submit();
    await mei.untilWords("You left these for later.");
    for (const one of shown(mei)) await mei.choose(one, "Approve");
    await mei.submit();
    await mei.untilWords("Nothing more awaits your review.");

    await eventually(async () => (await statesOf(task, ana))["awaiting_review"] === 0);
    expect(await statesOf(task, ana)).toMatchObject({ success: 6, review_denied: 1 });
  });

  test("labels differ: these come first, and whose label is approved becomes the result", async () => {
    const { ana, ben, mei } = people;
    const task = await givenTask("They differ", { workers: [ana, ben] });
    const inputs = await label(task, ana, 4, "1");
    await labelAs(workspace, { person: ben.id, task, count: 4, concepts: CONCEPTS }, (input) => ({
      kind: "concepts",
      concepts: input === inputs[3] ? ["0", "2"] : input === inputs[2] ? [] : ["1"],
    }));

    await open(mei, "They differ");

    expect(shown(mei)).toEqual([
      `1 · ${ana.name}: 1 · ${ben.name}: none of these`,
      `2 · ${ana.name}: 1 · ${ben.name}: 0, 2`,
      `3 · ${ana.name}: 1 · ${ben.name}: 1`,
      `4 · ${ana.name}: 1 · ${ben.name}: 1`,
    ]);
    const [none = "", two = "", alike = ""] = shown(mei);
    expect(mei.options(two)).toEqual([
      `Approve ${ana.name}'s: 1`,
      `Approve ${ben.name}'s: 0, 2`,
      "Request changes",
      "Reject",
    ]);
    await mei.choose(none, `Approve ${ana.name}'s: 1`);
    await mei.choose(two, `Approve ${ben.name}'s: 0, 2`);
    await mei.choose(alike, "Approve");
    await mei.submit();

    await eventually(async () => (await statesOf(task, ana))["awaiting_review"] === 1);
    expect(await statesOf(task, ana)).toMatchObject({ success: 2, review_denied: 1 });
    expect(await statesOf(task, ben)).toMatchObject({ success: 2, review_denied: 1 });
    expect(await resultOf(task, inputs[3])).toEqual([{ by: ben.id, said: ["0", "2"] }]);
  });

  test("consensus: only what labelers do not agree on comes, and all of three are asked to change it", async () => {
    const { ana, ben, chidi, mei } = people;
    const task = await givenTask("No consensus", { workers: [ana, ben, chidi], review: consensus(2) });
    await label(task, ana, 2, "0");
    const [first] = await labelAs(workspace, { person: ben.id, task, count: 2, concepts: CONCEPTS }, () => ZERO);
    await labelAs(workspace, { person: chidi.id, task, count: 2, concepts: CONCEPTS }, () => ZERO);
    const disputed = await disputeNext(task);

    await open(mei, "No consensus");

    expect(shown(mei)).toEqual([`1 · ${ana.name}: 0 · ${ben.name}: 1 · ${chidi.name}: 2`]);
    expect(disputed).not.toBe(first);
    await mei.choose(shown(mei)[0] ?? "", "Request changes");
    giveReason(mei, shown(mei)[0] ?? "", "It is a 7: none of these.");
    await mei.submit();

    for (const worker of [ana, ben, chidi]) {
      const message = await worker.untilMessage("Change 1 label of “No consensus”");
      expect(wordsOf(message)).toContain("It is a 7: none of these.");
      expect(await statesOf(task, worker)).toMatchObject({ awaiting_review: 0, awaiting_consensus_review: 0 });
    }
  });

  test("changes: a reason is wanted, the worker gets one message, and the window shows the reason at the input", async () => {
    const { ana, mei } = people;
    const task = await givenTask("Change it", { workers: [ana] });
    const inputs = await label(task, ana, 6, "1");
    await open(mei, "Change it");
    const [one = "", two = ""] = shown(mei);
    await mei.choose(one, "Request changes");
    await mei.choose(two, "Request changes");
    giveReason(mei, two, "Look at the loop.");

    expect(await mei.submitExpectingErrors()).toEqual({
      Reason: "Say what is to be changed: the labeler reads it at this input.",
    });
    giveReason(mei, one, "The bar makes it a 7.");
    await mei.submit();

    const message = await ana.untilMessage("Change 2 labels of “Change it”");
    const said = wordsOf(message).replaceAll(/\s+/g, " ");
    expect(said).toContain(`${inputs[0]} The bar makes it a 7. ${inputs[1]} Look at the loop.`);
    expect(ana.directMessages().filter((each) => wordsOf(each).includes("“Change it”")).length).toBe(1);
    await ana.press("Continue", message);
    await ana.untilWords("The bar makes it a 7.");
    expect(ana.words()).toContain("it shows what you said before");
    await ana.chooseAll("Concepts", ["2"]);
    await ana.submit();
    expect(ana.words()).toContain("Look at the loop.");
    await ana.chooseAll("Concepts", ["None of these"]);
    await ana.submit();
    expect(ana.words()).not.toContain("Look at the loop.");
    await ana.close();

    await eventually(async () => (await statesOf(task, ana))["awaiting_review"] === 6);
    await mei.close();
    await open(mei, "Change it");
    expect(shown(mei).slice(0, 2)).toEqual([`1 · ${ana.name}: 2`, `2 · ${ana.name}: none of these`]);
  });

  test("a reason holds for one change: what comes back later without one shows none", async () => {
    const { ana, mei } = people;
    const task = await givenTask("Once more", { workers: [ana] });
    await label(task, ana, 1, "1");
    await open(mei, "Once more");
    const [one = ""] = shown(mei);
    await mei.choose(one, "Request changes");
    giveReason(mei, one, "The bar makes it a 7.");
    await mei.submit();
    await mei.close();
    await ana.press("Continue", await ana.untilMessage("Change 1 label of “Once more”"));
    await ana.untilWords("The bar makes it a 7.");
    await ana.chooseAll("Concepts", ["2"]);
    await ana.submit();
    await ana.close();
    await eventually(async () => (await statesOf(task, ana))["awaiting_review"] === 1);

    const hand = await handOf(workspace, mei.id);
    const given = await hand.startReview(task, { haste: "interactive" });
    await hand.review(task, "request_changes", { assignments: given.map(({ id }) => id) });
    await ana.openModal("/task label Once more");
    await ana.untilWords("it shows what you said before");

    expect(ana.words()).not.toContain("The bar makes it a 7.");
    await ana.close();
  });

  test("all that are left of one labeler, behind a confirmation that says how many", async () => {
    const { ana, ben, mei } = people;
    const task = await givenTask("All of one", { workers: [ana, ben] });
    await label(task, ana, 10, "1");
    await label(task, ben, 8, "1");
    await label(task, ana, 2, "2");
    await open(mei, "All of one");

    expect(confirmationOf(mei, `Approve all of ${ana.name}’s remaining labels`)).toContain("labeled 12 inputs");
    expect(confirmationOf(mei, `Reject all of ${ben.name}’s remaining labels`)).toContain("labeled 8 inputs");
    const [first = ""] = shown(mei);
    await mei.choose(first, "Request changes");
    await mei.press(`Approve all of ${ana.name}’s remaining labels`);
    await mei.untilWords("give a reason where you chose Request changes");
    expect(mei.value(first).selected_option?.text.text).toBe("Request changes");
    expect(await statesOf(task, ana)).toMatchObject({ success: 0 });
    await mei.choose(first, "Reject");
    await mei.press(`Approve all of ${ana.name}’s remaining labels`);
    await mei.untilWords(`Approved all of ${ana.name}’s remaining labels.`);

    // What was chosen in the window counts, and first.
    expect(await statesOf(task, ana)).toMatchObject({ success: 11, review_denied: 1, awaiting_review: 0 });
    expect(await statesOf(task, ben)).toMatchObject({ success: 7, review_denied: 1, awaiting_review: 0 });
    expect(mei.words()).toContain("Nothing more awaits your review.");
  });

  test("two windows: the first verdict stands, and the second is told so", async () => {
    const { ana, mei } = people;
    const task = await givenTask("Two reviews", { workers: [ana] });
    await label(task, ana, 2, "1");
    await open(mei, "Two reviews");
    const view = mei.view();
    const [one = ""] = shown(mei);
    await mei.choose(one, "Approve");
    const values = { ...mei.view().values };
    await mei.submit();

    const again = await deliverView(workspace, mei, { ...view, values: answered(view, values, "reject") });

    expect(JSON.stringify(again)).toContain("1 input you had decided already");
    await eventually(async () => (await statesOf(task, ana))["success"] === 1);
    expect(await statesOf(task, ana)).toMatchObject({ success: 1, review_denied: 0, awaiting_review: 1 });
  });

  test("somebody else's payload on a window, and a window of another version, do nothing", async () => {
    const { ana, ben, mei } = people;
    const task = await givenTask("Whose review", { workers: [ana], reviewers: [mei, ben] });
    await label(task, ana, 2, "1");
    const mine = (await statesOf(task, ana))["awaiting_review"];
    await open(mei, "Whose review");
    const view = mei.view();
    await mei.choose(shown(mei)[0] ?? "", "Approve");
    const values = mei.view().values;

    expect(JSON.stringify(await deliverView(workspace, ben, { ...view, values }))).toContain(
      "This window is another person’s",
    );
    const old = { ...view, values, view: { ...view.view, private_metadata: '{"v":0}' } };
    expect(JSON.stringify(await deliverView(workspace, mei, old))).toContain("from another version of Labeldesk");
    expect((await statesOf(task, ana))["awaiting_review"]).toBe(mine);
  });

  test("who does not review it, what is closed, and what has no review, are told in the window", async () => {
    const { ana, ben, mei } = people;
    const task = await givenTask("Not for Ben to review", { workers: [ana] });
    await givenTask("Without review", { workers: [ana], review: { strategy: "NONE" }, reviewers: [] });

    await ben.openModal("/task review Not for Ben to review");
    await ben.untilWords("You are not a reviewer of “Not for Ben to review”");
    await mei.openModal("/task review Without review");
    await mei.untilWords("“Without review” has no review");
    await callTasksApi(workspace, "PATCH", "tasks", {
      action: "merge",
      tasks: [{ id: task, status: { code: "TASK_DONE" } }],
    });
    await mei.openModal("/task review Not for Ben to review");
    await mei.untilWords("“Not for Ben to review” is closed");
  });

  test("what somebody else decided first, and a task that is gone, are told once", async () => {
    const { ana, ben, mei } = people;
    const task = await givenTask("Overtaken", { workers: [ana], reviewers: [mei, ben], review: consensus(2, -1) });
    const gone = await givenTask("Review of nothing", { workers: [ana] });
    await label(task, ana, 1, "1");
    await label(gone, ana, 1, "1");
    await open(mei, "Overtaken");
    const hand = await handOf(workspace, ben.id);
    const [given] = await hand.startReview(task, { haste: "interactive" });
    await hand.review(task, "reject", { assignments: [given?.id ?? ""] });
    await mei.choose(shown(mei)[0] ?? "", "Approve");
    await mei.submit();

    const told = await mei.untilMessage("Your 1 verdict on “Overtaken” was not taken");
    expect(wordsOf(told)).toContain("Another reviewer had decided them first");
    await open(mei, "Review of nothing");
    await callTasksApi(workspace, "DELETE", "tasks", { ids: [gone] });
    await mei.choose(shown(mei)[0] ?? "", "Approve");
    await mei.submit();
    await mei.untilMessage("Your 1 verdict on “Review of nothing” was not taken");
  });

  test("of a batch with an input that is deleted by then all others count, and that one is told", async () => {
    const { ana, mei } = people;
    const extra = { id: "soon-gone", data: { text: { raw: "to be deleted" } } };
    await callTasksApi(workspace, "POST", "inputs", { inputs: [extra] });
    await callTasksApi(workspace, "POST", "datasets", { datasets: [{ id: "two" }] });
    const inDataset = ["digit-001", extra.id].map((id) => ({ input: { id } }));
    await callTasksApi(workspace, "POST", "datasets/two/inputs", { dataset_inputs: inDataset });
    const small = await givenTask("Two inputs", { workers: [ana], source: { type: "DATASET", id: "two" } });
    await label(small, ana, 2, "1");
    await open(mei, "Two inputs");
    for (const one of shown(mei)) await mei.choose(one, "Approve");
    await callTasksApi(workspace, "DELETE", "inputs", { ids: [extra.id] });

    await mei.submit();

    const told = await mei.untilMessage("Your 1 verdict on “Two inputs” was not taken");
    expect(wordsOf(told)).toContain(extra.id);
    expect(await statesOf(small, ana)).toMatchObject({ success: 1 });
  });

  test("a verdict counts also where other inputs have come before those of the window", async () => {
    const { ana, mei } = people;
    const task = await givenTask("Others come", { workers: [ana] });
    const hand = await handOf(workspace, ana.id);
    const given = await hand.startLabeling(task, "interactive");
    const give = async (some: typeof given): Promise<void> => {
      for (const { input } of some) {
        const id = crypto.randomUUID();
        await hand.postLabel({ id, taskId: task, inputId: input.id, said: ZERO, concepts: CONCEPTS });
      }
      const ids = some.map(({ id }) => id);
      await hand.submitLabels(task, ids);
    };
    await give(given.slice(7));
    await open(mei, "Others come");
    await mei.choose(shown(mei)[2] ?? "", "Approve");
    const view = mei.view();
    await mei.close();
    // Of ten the last is held back: there may be more of it.
    await give(given.slice(0, 7));
    await open(mei, "Others come");

    await deliverView(workspace, mei, view);

    await eventually(async () => (await statesOf(task, ana))["success"] === 1);
  });

  test("names are hidden where the workspace says so", async () => {
    const { ana, ben, lena, mei } = people;
    const task = await givenTask("Nameless", { workers: [ana, ben] });
    await label(task, ana, 1, "1");
    await label(task, ben, 1, "2");
    await lena.openModal("/task settings");
    await lena.untilField("Hide labelers' names from reviewers");
    await lena.chooseAll("Hide labelers' names from reviewers", ["Reviewers read “Labeler 1” instead of a name"]);
    await lena.submit();

    await open(mei, "Nameless");

    expect(shown(mei)[0]).toMatch(/^1 · Labeler [12]: \d · Labeler [12]: \d$/);
    expect(JSON.stringify(mei.view().view)).not.toContain(ana.name);
    await lena.openModal("/task settings");
    await lena.untilField("Hide labelers' names from reviewers");
    await lena.chooseAll("Hide labelers' names from reviewers", []);
    await lena.submit();
  });

  test("who labels too gets the others' labels first, and is told when their own come", async () => {
    const { ana, ben } = people;
    const task = await givenTask("Both roles", { workers: [ana, ben], reviewers: [ben] });
    const own = await label(task, ben, 2, "1");
    const hand = await handOf(workspace, ana.id);
    const given = await hand.startLabeling(task, "interactive");
    const third = given[2];
    if (!third) throw new Error("fewer than three inputs");
    const said = { kind: "concepts" as const, concepts: ["2"] };
    await hand.postLabel({ id: crypto.randomUUID(), taskId: task, inputId: third.input.id, said, concepts: CONCEPTS });
    await hand.submitLabels(task, [third.id]);

    await ben.openModal("/task review Both roles");
    await ben.untilWords("These are your own labels");

    expect(shown(ben)).toEqual([`1 · ${ben.name}: 1`, `2 · ${ben.name}: 1`]);
    await label(task, ana, 1, "0");
    await ben.close();
    await open(ben, "Both roles");
    expect(shown(ben)).toEqual([`1 · ${ana.name}: 0 · ${ben.name}: 1`]);
    expect(ben.words()).not.toContain("These are your own labels");
    expect(own.length).toBe(2);
  });

  test("Review stands on the reviewer's message", async () => {
    const { ana, lena, mei } = people;
    await openTaskForm(lena, {
      name: "From the message",
      concepts: ["0", "1", "2"],
      workers: [ana],
      review: "Manual",
      reviewers: [mei],
      sample: "100",
    });
    await lena.submit();
    const message = await mei.untilMessage('Review "From the message"');

    await mei.press("Review", message);

    await mei.untilWords("Nothing more awaits your review.");
  });

  test("nothing of it breaks a limit of Slack's", () => {
    expect(workspace.slack.violations).toEqual([]);
  });
});

const ZERO = { kind: "concepts", concepts: ["0"] } as const;

/** Three workers label their next input, each differently; gives its id. */
async function disputeNext(task: string): Promise<string | undefined> {
  const { ana, ben, chidi } = people;
  const [input] = await label(task, ana, 1, "0");
  await label(task, ben, 1, "1");
  await label(task, chidi, 1, "2");
  return input;
}

/** Types a reason under the verdict of that label. */
function giveReason(reviewer: SlackPerson, verdictLabel: string, text: string): void {
  const view = reviewer.view();
  const blocks = toObjects(view.view["blocks"]);
  const at = blocks.findIndex((block) => toObject(block["label"])["text"] === verdictLabel);
  const reason = blocks[at + 1];
  const element = toObject(reason?.["element"]);
  const value = { type: "plain_text_input", value: text };
  workspace.slack.core.modals.type(view.id, {
    [toText(reason?.["block_id"])]: { [toText(element["action_id"])]: value },
  });
}

/** What a button asks before it is done. */
function confirmationOf(reviewer: SlackPerson, words: string): string {
  const buttons = toObjects(reviewer.view().view["blocks"]).flatMap((block) => toObjects(block["elements"]));
  const button = buttons.find((one) => toObject(one["text"])["text"] === words);
  return toText(toObject(toObject(button?.["confirm"])["text"])["text"]);
}

/** The labels of an input that count, and whose they are. */
async function resultOf(task: string, input: string | undefined) {
  const all = toObjects(
    (await callTasksApi(workspace, "GET", `annotations?task_id=${task}&input_ids=${input}`))["annotations"],
  );
  const counting = all.filter((one) => toObject(one["status"])["code"] === 24150);
  return counting.map((one) => ({
    by: one["user_id"],
    said: toObjects(toObject(one["data"])["concepts"])
      .filter(({ value }) => value === 1)
      .map(({ id }) => id),
  }));
}

type View = ReturnType<SlackPerson["view"]>;

/** The values of a window with this verdict in each field in which one was chosen. */
function answered(view: View, values: View["values"], verdict: string): View["values"] {
  const changed = toObjects(view.view["blocks"]).flatMap((block) => {
    const [id, element] = [toText(block["block_id"]), toObject(block["element"])];
    const action = toText(element["action_id"]);
    if (!values[id]?.[action]?.selected_option) return [];
    const chosen = toObjects(element["options"]).find((one) => one["value"] === verdict);
    const field = { type: "radio_buttons", selected_option: chosen } as unknown as View["values"][string][string];
    return [[id, { [action]: field }] as const];
  });
  return { ...values, ...Object.fromEntries(changed) };
}
