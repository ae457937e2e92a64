import { conceptFacts, type TaskFacts } from "../assignment.ts";
import { NUL, nameProblem } from "../check-name.ts";
import type { ConceptsPerInput } from "../concepts-per-input.ts";
import { formatCount, parseNumber } from "../numbers.ts";
import { type KnownAccounts, noAccountMessage } from "../people/account-of-person.ts";
import type { NameOf } from "../people/person.ts";
import { err, ok, type Result } from "../result.ts";
import { labelersPerInput } from "../shares.ts";
import type { InputSource, Priority, ReviewPlan, TaskType, WorkPlan } from "../task.ts";
import { cutText } from "../text.ts";
import type { TaskGroups } from "../user-groups.ts";
import { groupsOf } from "./group-members.ts";
import { parseReview, type Refuse } from "./parse-review.ts";
import { readWork } from "./parse-work.ts";
import { type ConceptChoice, type FieldProblem, type TaskFormValues, visibleFields } from "./task-form.ts";

/** A checked form: everything that can be known without asking the other side. People are Slack user ids. */
export type TaskDraft = {
  readonly name: string;
  readonly instructions: string;
  readonly type: TaskType;
  readonly concepts: readonly ConceptChoice[];
  /** With a classification. */
  readonly conceptsPerInput?: ConceptsPerInput;
  readonly inputSource: InputSource;
  /** What the input source is called, for messages; absent for all inputs. */
  readonly sourceName?: string;
  readonly work: WorkPlan;
  readonly review: ReviewPlan;
  readonly priority?: Priority;
  readonly sampleMs?: number;
  /** The user groups whose members are among the workers and reviewers. */
  readonly userGroups?: TaskGroups;
};

/** What was found out about the people of the form while it was open. */
export type FormFacts = KnownAccounts & {
  readonly nameOf: NameOf;
  /** How the other side is called, e.g. "Clarifai". */
  readonly otherSide: string;
};

export const MAX_NAME = 255;
/** As many as a task was tried with, from the form to everybody's message. */
const MAX_PEOPLE = 10_000;
/** Each is looked for on the other side before it is made, and the lead is told within ten seconds. */
const MAX_NEW_CONCEPTS = 50;
/** Slack's own limit of a plain_text_input. */
export const MAX_INSTRUCTIONS = 3000;

/** Checks a form whole: either a draft, or every problem at once, each on the field concerned. */
export function parseTaskDraft(values: TaskFormValues, facts: FormFacts): Result<TaskDraft, readonly FieldProblem[]> {
  const { parts, problems } = readTaskDraft(values, facts);
  const { type, inputSource, work, review } = parts;
  if (problems.length > 0 || !type || !inputSource || !work || !review) return err(problems);
  return ok({ ...parts, type, inputSource, work, review });
}

/** The parts of a draft; those that cannot be read of the form are undefined. */
export type DraftParts = Pick<
  TaskDraft,
  "name" | "instructions" | "concepts" | "conceptsPerInput" | "sourceName" | "priority" | "sampleMs" | "userGroups"
> & {
  readonly [K in "type" | "inputSource" | "work" | "review"]: TaskDraft[K] | undefined;
};

/** Reads a form as far as it can be read, with everything that speaks against it. */
export function readTaskDraft(
  values: TaskFormValues,
  facts: FormFacts,
): { parts: DraftParts; problems: readonly FieldProblem[] } {
  const problems: FieldProblem[] = [];
  const refuse = (field: FieldProblem["field"], message: string): undefined => {
    problems.push({ field, message });
  };

  const name = values.name.trim();
  if (name === "") refuse("name", "A task needs a name: write what the work is, for example “Lunch photos, round 2”.");
  else if (name.length > MAX_NAME)
    refuse(
      "name",
      `The name has ${name.length} characters: use at most ${MAX_NAME}, the rest fits into the instructions.`,
    );
  const instructions = values.instructions.trim();
  if (instructions.length > MAX_INSTRUCTIONS)
    refuse("instructions", `The instructions have ${instructions.length} characters: use at most ${MAX_INSTRUCTIONS}.`);
  const hidden = nameProblem(values.name);
  if (hidden !== undefined) refuse("name", hidden);
  if (instructions.includes("\0")) refuse("instructions", NUL);

  const type = values.type ?? refuse("type", "Choose what the workers are to draw or choose.");
  if (values.concepts.length === 0) refuse("concepts", "Choose at least one concept; type a new name to create one.");
  checkNewConcepts(values.concepts, refuse);
  for (const field of ["workers", "reviewers"] as const) {
    const people = values[field].length;
    if (people > MAX_PEOPLE)
      refuse(field, `That is ${formatCount(people)} people: choose at most ${formatCount(MAX_PEOPLE)}.`);
  }
  const source = parseSource(values, refuse);
  const work = readWork(values, facts.nameOf, problems);
  const review = parseReview(values, work, refuse);
  checkAccounts("workers", values.workers, facts, problems);
  if (values.review !== "NONE") checkAccounts("reviewers", values.reviewers, facts, problems);
  const sampleMs = parseSampleMs(values.sampleMs, refuse);

  const parts: DraftParts = {
    name,
    instructions,
    type,
    concepts: values.concepts,
    ...(visibleFields(values).conceptsPerInput && { conceptsPerInput: values.conceptsPerInput }),
    inputSource: source?.inputSource,
    ...(source?.sourceName !== undefined && { sourceName: source.sourceName }),
    work,
    review,
    ...(values.priority && { priority: values.priority }),
    ...(sampleMs !== undefined && { sampleMs }),
    ...namesGroups(values),
  };
  return { parts, problems };
}

function namesGroups(values: TaskFormValues): Pick<TaskDraft, "userGroups"> {
  const userGroups = groupsOf(values);
  return userGroups.workers.length + userGroups.reviewers.length > 0 ? { userGroups } : {};
}

function checkNewConcepts(concepts: readonly ConceptChoice[], refuse: Refuse): void {
  const added = concepts.filter((concept) => concept.kind === "new").map(({ name }) => name);
  if (added.length > MAX_NEW_CONCEPTS)
    refuse("concepts", `That is ${added.length} new concepts: create at most ${MAX_NEW_CONCEPTS} with one task.`);
  const long = added.find((name) => name.length > MAX_NAME);
  if (long !== undefined) refuse("concepts", `“${cutText(long, 40)}” is too long: use at most ${MAX_NAME} characters.`);
  const problem = added.map(nameProblem).find((each) => each !== undefined);
  if (problem !== undefined) refuse("concepts", problem);
}

function parseSource(
  values: TaskFormValues,
  refuse: Refuse,
): Pick<TaskDraft, "inputSource" | "sourceName"> | undefined {
  switch (values.inputSource) {
    case "ALL_INPUTS":
    case "UNKNOWN":
      return { inputSource: { type: values.inputSource } };
    case "DATASET":
      if (!values.dataset) return refuse("dataset", "Choose the dataset that is to be labeled.");
      return { inputSource: { type: "DATASET", id: values.dataset.id }, sourceName: values.dataset.name };
    case "SAVED_SEARCH":
      if (!values.savedSearch) return refuse("savedSearch", "Choose the saved search whose inputs are to be labeled.");
      return { inputSource: { type: "SAVED_SEARCH", id: values.savedSearch.id }, sourceName: values.savedSearch.name };
  }
}

function checkAccounts(
  field: "workers" | "reviewers",
  people: readonly string[],
  facts: FormFacts,
  problems: FieldProblem[],
): void {
  const without = people.filter((person) => facts.accounts[person] === null);
  if (without.length > 0) problems.push({ field, message: noAccountMessage(without, facts) });
  const seen = new Map<string, string>();
  for (const person of people) {
    const account = facts.accounts[person];
    if (!account) continue;
    const twin = seen.get(account);
    if (twin === undefined) seen.set(account, person);
    else
      problems.push({
        field,
        message: `${facts.nameOf(twin)} and ${facts.nameOf(person)} are the same account on ${facts.otherSide}: keep one of them.`,
      });
  }
}

function parseSampleMs(text: string, refuse: Refuse): number | undefined {
  if (text.trim() === "") return undefined;
  const value = parseNumber(text);
  if (value === undefined || !Number.isInteger(value) || value < 1 || value > MAX_INT32)
    return refuse("sampleMs", "Enter a whole number of milliseconds, 1 or more, or leave it empty.");
  return value;
}

/** `sample_ms` is an unsigned 32-bit number in the protocol; signed bounds are safe in every client. */
const MAX_INT32 = 2_147_483_647;

/** The facts of a draft that became the task `id`. */
export function taskFactsOf(
  draft: TaskDraft,
  id: string,
  { inputs, messageLink }: { inputs: number | undefined; messageLink: string | undefined },
): TaskFacts {
  const labelers = labelersPerInput(draft.work);
  return {
    id,
    name: draft.name,
    type: draft.type,
    instructions: draft.instructions,
    ...conceptFacts(draft.concepts.map(({ name }) => name)),
    ...(draft.conceptsPerInput && { conceptsPerInput: draft.conceptsPerInput }),
    source: draft.inputSource.type,
    ...(draft.sourceName !== undefined && { sourceName: draft.sourceName }),
    strategy: draft.work.strategy,
    ...(labelers !== undefined && { labelersPerInput: labelers }),
    review: draft.review,
    ...(draft.priority && { priority: draft.priority }),
    ...(inputs !== undefined && { inputs }),
    ...(messageLink !== undefined && { messageLink }),
  };
}
