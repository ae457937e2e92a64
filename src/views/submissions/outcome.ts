import type { KnownBlock } from "@slack/types";
import type { Assignment, TaskFacts } from "../../domain/assignment.ts";
import { toldOf } from "../../domain/elsewhere/known-task.ts";
import { plural } from "../../domain/numbers.ts";
import type { NameOf } from "../../domain/people/person.ts";
import { nameIn } from "../../domain/people/person.ts";
import { shortId } from "../../domain/short-id.ts";
import type {
  StatusSet,
  SubmissionFailed,
  TaskConflict,
  TaskCreated,
  TaskSaved,
  TasksDeleted,
} from "../../domain/submissions/submission-outcome.ts";
import type { SettableStatus } from "../../domain/task.ts";
import { changeForPerson } from "../../domain/task-diff.ts";
import { changedParts, collidingParts } from "../../domain/task-form/form-changes.ts";
import type { FormPart } from "../../domain/task-form/task-form.ts";
import { capitalize } from "../../domain/text.ts";
import { actions, button, headline, paragraph, smallPrint } from "../blocks.ts";
import { CARD } from "../cards/ids.ts";
import { changesInWords, shareChange } from "../changes/change-words.ts";
import { parseObject } from "../form-state.ts";
import { LIMITS, truncate } from "../limits.ts";
import { escapeText, inSentences } from "../text.ts";
import { listNames, reviewLoadInWords, STATUS_WORDS, shareInWords, sourceWithCount, typeInWords } from "../words.ts";
import { heldInWords, type Told, toldInWords } from "./told.ts";

/** The ids of what a person can do about how a submission ended; each value but that of `saveOver` is the submission. */
export const OUTCOME = {
  tryAgain: "outcome.try_again",
  backToForm: "outcome.back_to_form",
  saveOver: "change_outcome.save_over",
  deleteOthers: "change_outcome.delete_others",
} as const;

/** How a submission ended: a modal's title, and what stands in the modal or in a message. */
export type OutcomeView = { readonly title: string; readonly message: { text: string; blocks: KnownBlock[] } };

const NAME_SHOWN = 200;
/** Far more than a task’s instructions usually have; together with the rest it fits a message. */
const INSTRUCTIONS_SHOWN = 1_500;
const LINES_SHOWN = 20;

/** What "Save mine anyway" carries: the submission, and the version that the lead has been shown. */
export function readSaveOver(value: string): { submission: string; seen: string } | undefined {
  const read = parseObject(value);
  const submission = read?.["submission"];
  const seen = read?.["seen"];
  return typeof submission === "string" && typeof seen === "string" ? { submission, seen } : undefined;
}

/** What the lead reads where it could not be said who is to be told. */
const TOLD_LATER = "Who is assigned could not be looked up just now: they are told as soon as they can be.";

/** What now exists, what each person gets, and `others`: who else hears of it, and when. */
export function buildCreated(created: TaskCreated, nameOf: NameOf, others: readonly Told[]): OutcomeView {
  const { task, people, isToldLater } = created;
  const bold = `“${task.name}” is created`;
  const blocks: KnownBlock[] = [headline(bold), paragraph(whatOf(task))];
  const workers = people.filter((each) => each.role === "worker");
  const reviewers = people.filter((each) => each.role === "reviewer");
  const said: string[] = [];
  if (workers.length > 0) said.push(`Labels:\n${cut(workers.map((each) => lineOf(each, task, nameOf)))}`);
  if (reviewers.length > 0) {
    const names = listNames(reviewers.map((each) => nameOf(each.person)));
    said.push(`Reviews: ${names}\n${capitalize(reviewLoadInWords(task))}`);
  }
  blocks.push(...said.map((each) => paragraph(each)));
  const areMore = isToldLater === true;
  const nobodyElse = others.length === 0 && people.length > 0 && !areMore;
  const told = nobodyElse ? "Nobody else is assigned" : toldInWords(others, { areMore });
  blocks.push(
    smallPrint(`${told} · ${shortId(task.id)}`),
    actions("created", [
      button(CARD.open, "Open", { value: task.id }),
      button(CARD.share, "Share", { value: task.id }),
    ]),
  );
  return { title: "Task created", message: { text: textOf(bold, whatOf(task), ...said, told), blocks } };
}

/** "Concepts classification, one concept per input · all 200 inputs" */
const whatOf = (task: TaskFacts): string => `${typeInWords(task)} · ${sourceWithCount(task)}`;

const lineOf = ({ person, fraction }: Assignment, task: TaskFacts, nameOf: NameOf): string =>
  `${nameOf(person)} ${shareIn(task, fraction)}`;

function shareIn({ strategy, inputs }: TaskFacts, fraction: number | undefined): string {
  if (fraction !== undefined) return shareInWords(fraction, inputs);
  return strategy === "UNKNOWN" || strategy === "NOT_SET"
    ? "a share not known here"
    : "ten inputs at a time, as they ask";
}

/** What was changed, and what everybody has now. `added`: when those hear of it who are new on the task. */
export function buildSaved(saved: TaskSaved, added: readonly Told[]): OutcomeView {
  const nameOf = nameIn(saved.names);
  const { task } = saved;
  const bold = `“${truncate(task.name, NAME_SHOWN)}” is saved`;
  const lines = changesInWords(saved.parts, saved.before, saved.after, nameOf);
  const blocks: KnownBlock[] = [headline(bold)];
  const said: string[] = [];
  if (lines.length > 0) said.push(cut(lines));
  const shares = saved.changes.filter(({ kind }) => kind !== "removed");
  const shareLines = shares.flatMap((change) => {
    if (change.kind === "removed" || change.assignment.role === "reviewer") return [];
    const { person, fraction } = change.assignment;
    const name = truncate(nameOf(person), NAME_SHOWN);
    if (change.kind === "changed") return [`${name} ${shareChange(change.before, fraction)}`];
    return [`${name} ${shareIn(task, fraction)}`];
  });
  if (shareLines.length > 0) said.push(`Shares now:\n${cut(shareLines)}`);
  blocks.push(...said.map((each) => paragraph(each)));
  const told = othersHear(saved);
  const line = [...told, ...heldInWords(added), shortId(task.id)].join(" · ");
  blocks.push(actions("outcome", [button(CARD.open, "Open", { value: task.id })]), smallPrint(line));
  return { title: "Task saved", message: { text: textOf(bold, ...said, ...told), blocks } };
}

/** How others hear of an edit; nothing where it is nothing to anybody. */
function othersHear({ isToldLater, changes, parts }: TaskSaved): string[] {
  if (isToldLater) return [TOLD_LATER];
  const towards = changes.flatMap((change) => changeForPerson(change) ?? []);
  if (towards.some(({ kind }) => kind !== "changed")) return ["Everyone affected is told"];
  return towards.length > 0 || toldOf(parts).length > 0 ? ["Everyone’s messages now say so"] : [];
}

/** Somebody else changed the task meanwhile: what, where both changed the same, and the ways on. */
export function buildConflict(conflict: TaskConflict, submission: string): OutcomeView {
  const { before, mine, theirs, seen } = conflict;
  const nameOf = nameIn(conflict.names);
  const bold = `“${truncate(conflict.taskName, NAME_SHOWN)}” was changed while you had it open`;
  const colliding = collidingParts(before, mine, theirs);
  const lines = changedParts(before, theirs).flatMap((part) => {
    const words = changesInWords([part], before, theirs, nameOf);
    return colliding.includes(part) ? words.map((line) => `⚠ ${line} — you changed this too`) : words;
  });
  if (conflict.statusBefore !== conflict.statusNow)
    lines.unshift(`Status: ${STATUS_WORDS[conflict.statusBefore]} → ${STATUS_WORDS[conflict.statusNow]}`);
  if (lines.length === 0) lines.push("Something that this app does not show; it stays either way.");
  const yours = changesInWords(changedParts(before, mine), before, mine, nameOf);
  const said = [
    `Changed meanwhile:\n${cut(lines)}`,
    ...(colliding.includes("instructions") ? theirInstructions(theirs) : []),
    `Your changes:\n${cut(yours)}`,
  ];
  const notYet = "Nothing of yours is saved yet.";
  const blocks = [
    headline(bold, notYet),
    ...said.map((each) => paragraph(each)),
    actions("outcome", [
      button(OUTCOME.saveOver, "Save mine anyway", {
        value: JSON.stringify({ submission, seen }),
      }),
      button(OUTCOME.backToForm, "Back to the form", { value: submission, style: "primary" }),
    ]),
    smallPrint(saveOverMeans(colliding)),
  ];
  return { title: "Changed meanwhile", message: { text: textOf(bold, notYet, ...said), blocks } };
}

/** The form holds one text: what would be written over is read here, or nowhere. */
const theirInstructions = ({ instructions }: TaskConflict["theirs"]): string[] =>
  instructions === "" ? [] : [`Their instructions:\n${truncate(instructions, INSTRUCTIONS_SHOWN)}`];

const saveOverMeans = (colliding: readonly FormPart[]): string =>
  colliding.length === 0
    ? "You changed other things than they did: saving keeps both."
    : "Saving keeps yours where you both changed the same thing, and theirs everywhere else. So does the form, where you can combine the two.";

export function buildFailed(failed: SubmissionFailed, submission: string): OutcomeView {
  const { what, taskName, reason } = failed;
  const name = /^\d+ tasks?$/.test(taskName) && what === "deleted" ? taskName : `“${truncate(taskName, NAME_SHOWN)}”`;
  const bold = `${name} ${name.endsWith("tasks") ? "were" : "was"} not ${what}`;
  const buttons = [];
  if (failed.canTryAgain) buttons.push(button(OUTCOME.tryAgain, "Try again", { value: submission, style: "primary" }));
  if (failed.canGoBack) buttons.push(button(OUTCOME.backToForm, "Back to the form", { value: submission }));
  if (failed.others)
    buttons.push(
      button(OUTCOME.deleteOthers, failed.others === 1 ? "Delete the other one" : `Delete the other ${failed.others}`, {
        value: submission,
        style: "danger",
      }),
    );
  const blocks: KnownBlock[] = [headline(bold), paragraph(reason)];
  if (buttons.length > 0) blocks.push(actions("outcome", buttons));
  return {
    title: `Not ${what}`,
    message: { text: truncate(escapeText(`${bold}: ${reason}`), LIMITS.sectionText), blocks },
  };
}

const SET_WORDS: Record<SettableStatus, string> = {
  IN_PROGRESS: "is open again",
  DONE: "is closed as done",
  WONT_DO: "is closed: it will not be done",
};

export function buildStatusSet({ task, status, asked, isToldLater }: StatusSet, names: readonly string[]): OutcomeView {
  const bold = `“${truncate(task.name, NAME_SHOWN)}” ${SET_WORDS[status]}`;
  const rest = isToldLater
    ? TOLD_LATER
    : asked.length > 0
      ? `Asked to go on: ${listNames(names)}.`
      : "Everyone’s messages now say so; nobody is asked to do anything. Everything else stays as it was.";
  const blocks = [headline(bold, rest), actions("outcome", [button(CARD.open, "Open", { value: task.id })])];
  const title = status === "IN_PROGRESS" ? "Task reopened" : "Task closed";
  return { title, message: { text: textOf(bold, rest), blocks } };
}

export function buildDeleted({ tasks, people, isToldLater }: TasksDeleted): OutcomeView {
  const names = tasks.map(({ name }) => `“${truncate(name, NAME_SHOWN)}”`);
  const bold = names.length === 1 ? `${names[0]} is deleted` : `${plural(names.length, "task")} are deleted`;
  const blocks: KnownBlock[] = [headline(bold)];
  if (names.length > 1) blocks.push(paragraph(cut(names)));
  const assigned = new Set(people.map(({ person }) => person)).size;
  const told = isToldLater
    ? TOLD_LATER
    : assigned === 0
      ? "Nobody was assigned."
      : assigned === 1
        ? "One assigned person’s message now says so."
        : `${assigned} assigned people’s messages now say so.`;
  blocks.push(smallPrint(told));
  const title = tasks.length === 1 ? "Task deleted" : "Tasks deleted";
  return { title, message: { text: textOf(bold, ...(names.length > 1 ? [cut(names)] : []), told), blocks } };
}

/** What Slack reads aloud of it: the same in sentences. */
const textOf = (bold: string, ...said: readonly string[]): string =>
  truncate(escapeText(inSentences([bold, ...said].flatMap((each) => each.split("\n")))), LIMITS.sectionText);

function cut(lines: readonly string[]): string {
  const shown = lines.slice(0, LINES_SHOWN);
  if (lines.length > LINES_SHOWN) shown.push(`… and ${lines.length - LINES_SHOWN} more`);
  return shown.join("\n");
}
