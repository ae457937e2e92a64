import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { type Json, toObject, toObjects, toText } from "../../../sandbox/slack/json.ts";
import { type SlackPerson, wordsOf } from "../../../sandbox/slack/person.ts";
import { eventually } from "../../support/eventually.ts";
import { callTasksApi } from "../../support/post-tasks.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { fillTaskForm, peopleOf, theTask } from "./task-form.ts";
import { workspacesOf } from "./workspaces.ts";

const sample = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../sandbox/samples/${name}`, import.meta.url), "utf8"));
const TRUE_LABELS: Readonly<Record<string, string>> = sample("mnist-labels.json");
const INPUTS: readonly string[] = sample("hard-ones.json");
const DIGITS = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/** How often each says what is true. */
const TEAM = { ana: 0.95, ben: 0.9, chidi: 0.7 } as const;
type Worker = keyof typeof TEAM;
const WORKERS = ["ana", "ben", "chidi"] as const satisfies readonly Worker[];

/** What each says of each input: the same in every run. */
const SCRIPT: Readonly<Record<Worker, ReadonlyMap<string, string>>> = {
  ana: scriptOf("ana", 11),
  ben: scriptOf("ben", 22),
  chidi: scriptOf("chidi", 33),
};

function scriptOf(worker: Worker, seed: number): ReadonlyMap<string, string> {
  const random = mulberry32(seed);
  return new Map(
    INPUTS.map((input) => {
      const truth = Number(TRUE_LABELS[input]);
      const [isRight, shift] = [random() < TEAM[worker], 1 + Math.floor(random() * 9)];
      return [input, String(isRight ? truth : (truth + shift) % 10)];
    }),
  );
}

/** Random numbers 0..1 of Tommy Ettinger's mulberry32. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const saidBy = (worker: Worker, input: string): string => SCRIPT[worker].get(input) ?? "";

/** What two of three have said of an input; undefined where all differ. */
function agreedOn(input: string): string | undefined {
  const said = WORKERS.map((worker) => saidBy(worker, input));
  return said.find((digit, at) => said.indexOf(digit) !== at);
}

/** What becomes of a worker's labels: those of the two or three who agree count, beside them they are rejected. */
function figuresOf(worker: Worker) {
  const agreed = INPUTS.filter((input) => agreedOn(input) !== undefined);
  const done = agreed.filter((input) => agreedOn(input) === saidBy(worker, input)).length;
  return { done, inReview: INPUTS.length - agreed.length, rejected: agreed.length - done };
}

const start = workspacesOf({
  overrides: {
    times: {
      labeling: { submitAfterMs: 60_000, submitLastAfterMs: 50, roundMs: 50, firstPauseMs: 50, longestPauseMs: 200 },
    },
  },
});

/** A lead's task over the hard digits: everybody labels each, two of three alike decide. */
async function givenTask(workspace: TestWorkspace): Promise<string> {
  const { lena, ana, ben, chidi, mei } = peopleOf(workspace);
  await lena.openModal();
  await fillTaskForm(lena, {
    name: "Team",
    concepts: DIGITS,
    dataset: "hard-ones",
    conceptsPerInput: "One",
    workers: [ana, ben, chidi],
    strategy: "Full",
    review: "Consensus",
    reviewers: [mei],
    labelersMustAgree: "2",
  });
  await lena.submit();
  await lena.untilWords("“Team” is created");
  await lena.close({ isCleared: true });
  return toText((await theTask(workspace))["id"]);
}

/** From the message to the end, as fast as the window goes. */
async function labelAll(person: SlackPerson, worker: Worker): Promise<void> {
  await person.press("Start", await person.untilMessage('Label "Team"'));
  for (let done = 0; done < INPUTS.length; done += 1) {
    await person.untilWords(new RegExp(`^${done + 1} of ${INPUTS.length} `, "m"));
    const [, input = ""] = /· (digit-\d+)/.exec(person.words()) ?? [];
    await person.choose("Concept", saidBy(worker, input));
    expect(await person.submit()).toEqual({ result: "accepted" });
  }
  await person.untilWords(`That was the last one.`);
  expect(person.words()).toContain(`${INPUTS.length} labeled in`);
  await person.close();
}

const get = (workspace: TestWorkspace, path: string): Promise<Json> => callTasksApi(workspace, "GET", path);

const positives = (label: Json): string[] =>
  toObjects(toObject(label["data"])["concepts"])
    .filter(({ value }) => value === 1)
    .map(({ id }) => toText(id));

test("a team of three: every answer is there once under its own name, and all figures are those of what was said", async () => {
  const workspace = await start();
  const people = peopleOf(workspace);
  const task = await givenTask(workspace);

  await Promise.all(WORKERS.map((worker) => labelAll(people[worker], worker)));

  await eventually(async () =>
    toObjects((await get(workspace, `tasks/${task}/inputs/count`))["counts"]).every(({ pending }) => !pending),
  );
  const labels = toObjects((await get(workspace, `annotations?task_id=${task}&per_page=1000`))["annotations"]);
  const found = labels.map((label) => `${label["user_id"]} ${label["input_id"]} ${positives(label)}`);
  const said = WORKERS.flatMap((worker) =>
    INPUTS.map((input) => `${people[worker].id} ${input} ${saidBy(worker, input)}`),
  );
  expect(found.sort()).toEqual(said.sort());

  const counts = toObjects((await get(workspace, `tasks/${task}/inputs/count`))["counts"]);
  for (const worker of WORKERS) {
    const { done, inReview, rejected } = figuresOf(worker);
    const own = counts.find(({ user_id }) => user_id === people[worker].id);
    expect([own?.["success"] ?? 0, own?.["awaiting_review"] ?? 0, own?.["review_denied"] ?? 0]).toEqual([
      done,
      inReview,
      rejected,
    ]);
  }

  await people.lena.command("/task show Team");
  const card = wordsOf(await people.lena.untilEphemeral("Together"));
  for (const worker of WORKERS) {
    const { done, inReview, rejected } = figuresOf(worker);
    const figures = figuresInWords(INPUTS.length, done, inReview, rejected);
    expect(card).toMatch(new RegExp(`${people[worker].name}\\s+(100\u00a0% · )?${figures}`, "m"));
  }
  const sum = (pick: (figures: ReturnType<typeof figuresOf>) => number) =>
    WORKERS.reduce((total, worker) => total + pick(figuresOf(worker)), 0);
  const together = figuresInWords(
    3 * INPUTS.length,
    sum(({ done }) => done),
    sum(({ inReview }) => inReview),
    sum(({ rejected }) => rejected),
  );
  expect(card).toMatch(new RegExp(`Together\\s+${together}`, "m"));

  const agreement = toObject((await get(workspace, `tasks/${task}/agreement`))["agreement"]);
  expect(agreement["krippendorff_alpha"]).toBeCloseTo(alpha(), 9);
  for (const { user_ids, value } of toObjects(agreement["cohen_kappa"])) {
    const ids: unknown = user_ids;
    const [one, other] = WORKERS.filter((worker) => Array.isArray(ids) && ids.includes(people[worker].id));
    expect(value).toBeCloseTo(kappa(one ?? "ana", other ?? "ana"), 9);
  }
  expect(workspace.slack.violations).toEqual([]);
});

/** All are done; what there is none of is not said. */
function figuresInWords(labels: number, accepted: number, inReview: number, rejected: number): string {
  const parts = [[accepted, "accepted"] as const, [inReview, "in review"] as const, [rejected, "rejected"] as const];
  const said = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return `0 left · ${labels} done: ${said.join(", ")}$`.replaceAll(" ", "\\s");
}

/** Cohen's κ from its definition: what two say alike, beyond what they would by chance. */
function kappa(one: Worker, other: Worker): number {
  const part = (worker: Worker, digit: string) =>
    INPUTS.filter((input) => saidBy(worker, input) === digit).length / INPUTS.length;
  const observed = INPUTS.filter((input) => saidBy(one, input) === saidBy(other, input)).length / INPUTS.length;
  const byChance = DIGITS.reduce((sum, digit) => sum + part(one, digit) * part(other, digit), 0);
  return (observed - byChance) / (1 - byChance);
}

/** Krippendorff's nominal α for three labels of every input: 1 − observed / expected disagreement, from ordered pairs. */
function alpha(): number {
  const pairs = (labels: readonly string[]): number =>
    labels.flatMap((one, at) => labels.filter((other, beside) => at !== beside && one !== other)).length;
  const all = INPUTS.flatMap((input) => WORKERS.map((worker) => saidBy(worker, input)));
  const observed =
    INPUTS.reduce((sum, input) => sum + pairs(WORKERS.map((worker) => saidBy(worker, input))) / 2, 0) / all.length;
  return 1 - observed / (pairs(all) / (all.length * (all.length - 1)));
}
