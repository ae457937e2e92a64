import { expect, test } from "@jest/globals";
import { toObject, toObjects, toText } from "../../../sandbox/slack/json.ts";
import type { SlackPerson } from "../../../sandbox/slack/person.ts";
import { eventually } from "../../support/eventually.ts";
import { labelAs } from "../../support/label-as.ts";
import { callTasksApi, postTasks } from "../../support/post-tasks.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { ENCRYPTION_KEY, giveOwnKey } from "./own-hands.ts";
import { peopleOf } from "./task-form.ts";
import { workspacesOf } from "./workspaces.ts";

const start = workspacesOf();
const CONCEPTS = ["0", "1", "2"];
const LABELERS = ["ana", "ben", "chidi"] as const;
const INPUTS = 20;
const BATCH = 5;

/** The digits of a dataset of its own, labeled by three: alike, but for what chidi says of these (counted from 0). */
async function givenLabeled(workspace: TestWorkspace, accountOf: (handle: string) => string, differing: Set<number>) {
  const ids = Array.from({ length: INPUTS }, (_, at) => `digit-${String(at + 1).padStart(3, "0")}`);
  await callTasksApi(workspace, "POST", "datasets", { datasets: [{ id: "twenty" }] });
  const inDataset = ids.map((id) => ({ input: { id } }));
  await callTasksApi(workspace, "POST", "datasets/twenty/inputs", { dataset_inputs: inDataset });
  const [task = ""] = await postTasks(workspace, [
    {
      name: "Thrice",
      input_source: { type: "DATASET", id: "twenty" },
      worker: { strategy: "FULL", workers: LABELERS.map((handle) => ({ user: { id: accountOf(handle) } })) },
      concepts: CONCEPTS.map((concept) => ({ concept: { id: concept } })),
      review: {
        strategy: "MANUAL",
        manual_strategy_info: { sample_percentage: 1 },
        users: [{ id: accountOf("mei") }],
      },
    },
  ]);
  for (const handle of LABELERS)
    for (let done = 0; done < INPUTS; done += 10)
      await labelAs(workspace, { person: accountOf(handle), task, count: 10, concepts: CONCEPTS }, (input) => ({
        kind: "concepts",
        concepts: [handle === "chidi" && differing.has(ids.indexOf(input)) ? "2" : "1"],
      }));
  return task;
}

const shown = (reviewer: SlackPerson): readonly string[] => reviewer.labels().filter((label) => label !== "Reason");

const reviewStarts = ({ faults }: TestWorkspace): number =>
  faults.requests.filter(({ body }) => body.includes("REVIEW_START")).length;

async function openReview(reviewer: SlackPerson): Promise<void> {
  await reviewer.openModal("/task review Thrice");
  await reviewer.untilField("Reason");
}

/** How many pictures the window shows. */
const picturesIn = (reviewer: SlackPerson): number =>
  toObjects(reviewer.view().view["blocks"]).filter(({ type }) => type === "image").length;

/** The reviewer looks at the batch, as long as it takes until the pictures of the next one are ready. */
const untilPictures = ({ slack }: TestWorkspace, count: number): Promise<void> =>
  eventually(async () => slack.core.files.ids().length >= count);

/** Approves all that the window shows: where labels differ, the first labeler's. */
async function approveBatch(reviewer: SlackPerson): Promise<void> {
  for (const label of shown(reviewer)) await reviewer.choose(label, reviewer.options(label)[0] ?? "");
  expect(await reviewer.submit()).toEqual({ result: "accepted" });
}

async function countsOf(workspace: TestWorkspace, task: string, account: string) {
  const counts = toObjects((await callTasksApi(workspace, "GET", `tasks/${task}/inputs/count`))["counts"]);
  return toObject(counts.find((one) => one["user_id"] === account));
}

test.each(["local", "clarifai"] as const)(
  "three labelers, 20 inputs, %s: each Save and next is answered by the next whole batch, and each label is decided once",
  async (side) => {
    const workspace = await start({ side, env: { ENCRYPTION_KEY } });
    const people = peopleOf(workspace);
    const { mei, ana, ben, chidi } = people;
    const accountOf = (handle: string): string => (side === "local" ? workspace.slack.person(handle).id : handle);
    if (side === "local") {
      const collaborators = Object.values(people).map(({ id }) => ({ user: { id } }));
      await callTasksApi(workspace, "POST", "collaborators", { collaborators });
    } else await giveOwnKey(workspace, mei, "mei");
    const task = await givenLabeled(workspace, accountOf, new Set([3, 10]));
    await openReview(mei);
    const batches: (readonly string[])[] = [shown(mei)];

    for (let done = BATCH; done < INPUTS; done += BATCH) {
      await approveBatch(mei);
      expect(mei.words()).not.toContain("Fetching");
      batches.push(shown(mei));
      await eventually(async () => picturesIn(mei) === BATCH);
      await untilPictures(workspace, Math.min(INPUTS, done + 2 * BATCH));
    }
    await approveBatch(mei);
    await mei.untilWords("Nothing more awaits your review.");

    const alike = `${ana.name}: 1 · ${ben.name}: 1 · ${chidi.name}: 1`;
    const differing = `${ana.name}: 1 · ${ben.name}: 1 · ${chidi.name}: 2`;
    // Those that differ come first among what is known when a batch is due.
    const expected = Array.from(
      { length: INPUTS },
      (_, at) => `${at + 1} · ${at === 0 || at === 10 ? differing : alike}`,
    );
    expect(batches.flat()).toEqual(expected);
    await eventually(async () => (await countsOf(workspace, task, accountOf("chidi")))["awaiting_review"] === 0);
    expect(await countsOf(workspace, task, accountOf("ana"))).toMatchObject({ success: 20, review_denied: 0 });
    expect(await countsOf(workspace, task, accountOf("chidi"))).toMatchObject({ success: 18, review_denied: 2 });
    expect(workspace.slack.violations).toEqual([]);
    if (side === "local") return;
    // One for all and one for each labeler, for each batch; and one that gives nothing any more.
    expect(reviewStarts(workspace)).toBeLessThanOrEqual((INPUTS / BATCH) * (1 + LABELERS.length) + 1);
    const approvals = workspace.faults.requests.filter(({ body }) => body.includes("REVIEW_APPROVE"));
    const approved = approvals.flatMap(({ body }) => {
      const config = toObject(toObject(JSON.parse(body))["review_approve_config"]);
      return toObjects(config["task_assignments"]).map(({ id }) => toText(id));
    });
    expect(approved).toHaveLength(new Set(approved).size);
  },
);
