import type { KnownBlock, ModalView } from "@slack/types";
import type { Assignment, TaskFacts } from "../domain/assignment.ts";
import type { NameOf } from "../domain/weights.ts";
import { actions, button, headline, paragraph, plain, smallPrint } from "./blocks.ts";
import { LIMITS } from "./limits.ts";
import { CARD } from "./task-card.ts";
import { escapeText } from "./text.ts";
import { reviewWorkInWords, shareInWords, sourceWithCount, TYPE_WORDS } from "./words.ts";

/** The ids of what follows a submission. */
export const OUTCOME = {
  view: "outcome",
  tryAgain: "outcome.try_again",
  backToForm: "outcome.back_to_form",
} as const;

const MAX_PEOPLE_LINES = 20;

/** While it works: what, and that the window may be closed. */
export function buildCreatingView(taskName: string): ModalView {
  return statusView("Create task", [paragraph(`Creating “${taskName}” … you can close this, I will tell you.`)]);
}

/** What now exists, what each person gets, and `told`: who of them hears of it, and when. */
export function buildCreatedBlocks(
  task: TaskFacts,
  people: readonly Assignment[],
  nameOf: NameOf,
  told: string,
): KnownBlock[] {
  const blocks: KnownBlock[] = [
    headline(`“${task.name}” exists now`),
    paragraph(`${TYPE_WORDS[task.type]} · ${sourceWithCount(task)}`),
  ];
  const workers = people.filter((each) => each.role === "worker");
  const reviewers = people.filter((each) => each.role === "reviewer");
  if (workers.length > 0) blocks.push(paragraph(listPeople("Labels", workers, (each) => share(each, task), nameOf)));
  if (reviewers.length > 0) {
    const names = listNames(reviewers.map((each) => nameOf(each.person)));
    blocks.push(paragraph(`Reviews: ${names}\n${reviewWorkInWords(task)}`));
  }
  blocks.push(
    smallPrint(`${told} · ${task.id}`),
    actions("created", [
      button(CARD.open, "Open", { value: task.id }),
      button(CARD.share, "Share", { value: task.id }),
    ]),
  );
  return blocks;
}

export const createdText = (task: TaskFacts): string => `“${escapeText(task.name)}” exists now.`;

/** What did not happen, why in the other side's words, and the two ways on. */
export function buildNotCreatedBlocks(failure: {
  taskName: string;
  reason: string;
  submission: string;
  canTryAgain: boolean;
}): KnownBlock[] {
  const back = button(OUTCOME.backToForm, "Back to the form", { value: failure.submission });
  const again = button(OUTCOME.tryAgain, "Try again", { value: failure.submission, style: "primary" });
  return [
    headline(`“${failure.taskName}” was not created`),
    paragraph(failure.reason),
    actions("outcome", failure.canTryAgain ? [again, back] : [back]),
  ];
}

export const notCreatedText = (taskName: string, reason: string): string =>
  `“${escapeText(taskName)}” was not created: ${escapeText(reason)}`;

/** A modal that only tells something. */
export function statusView(title: string, blocks: KnownBlock[], privateMetadata = ""): ModalView {
  return {
    type: "modal",
    callback_id: OUTCOME.view,
    private_metadata: privateMetadata,
    title: plain(title, LIMITS.viewTitle),
    close: plain("Close", LIMITS.viewTitle),
    blocks,
  };
}

function share(each: Assignment, task: TaskFacts): string {
  return each.fraction === undefined ? "ten inputs at a time, as they ask" : shareInWords(each.fraction, task.inputs);
}

function listPeople(title: string, people: readonly Assignment[], words: (each: Assignment) => string, nameOf: NameOf) {
  const lines = people.slice(0, MAX_PEOPLE_LINES).map((each) => `${nameOf(each.person)} ${words(each)}`);
  if (people.length > MAX_PEOPLE_LINES) lines.push(`… and ${people.length - MAX_PEOPLE_LINES} more`);
  return `${title}:\n${lines.join("\n")}`;
}

/** "Ana, Ben and 4 more". */
export function listNames(names: readonly string[], most = 10): string {
  if (names.length <= most) return names.join(", ");
  return `${names.slice(0, most).join(", ")} and ${names.length - most} more`;
}
