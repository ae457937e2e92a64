import type { Button, ContextBlock, KnownBlock } from "@slack/types";
import type { Assignment, TaskFacts } from "../../domain/assignment.ts";
import { formatCount, plural } from "../../domain/numbers.ts";
import type { OwnProgress } from "../../domain/own-part.ts";
import type { Asked } from "../asked.ts";
import { type Author, sayChangedBy } from "../author.ts";
import { actions, button, headline, paragraph, smallPrint } from "../blocks.ts";
import { CARD } from "../cards/ids.ts";
import { shareChange } from "../changes/change-words.ts";
import { elsewhereButton } from "../labeling/no-hand.ts";
import { startButton } from "../labeling/start-button.ts";
import { LIMITS, truncate } from "../limits.ts";
import { withMessageLink } from "../message-link.ts";
import { reviewButton } from "../own/own-part.ts";
import { escapeText, inOneSentence } from "../text.ts";
import { withWhy } from "../why/why-button.ts";
import {
  priorityInWords,
  reviewRuleInWords,
  reviewWorkInWords,
  sourceInWords,
  typeInWords,
  workInWords,
} from "../words.ts";
import { changeLine } from "./change-line.ts";

const INSTRUCTIONS_SHOWN = 300;
const NOT_BEGUN: OwnProgress = { hasBegun: false };

export type AssignmentNotice = {
  readonly task: TaskFacts;
  readonly assignment: Assignment;
  /** Who assigned it. */
  readonly from: Author;
  /** How far a worker is, where that is known. */
  readonly own?: OwnProgress;
  /** Where the task is labeled and reviewed without this app. */
  readonly page?: string;
  /** They have opened the task again at this time, in seconds since 1970. */
  readonly reopenedAt?: number;
  /** They had done their share, `before`, and were given more; `at` in seconds since 1970. */
  readonly more?: { readonly before: number; readonly by: Author; readonly at: number };
};

/** What is asked of somebody, and how much of it: two lines. */
function describeAssignment({ task, assignment }: Pick<AssignmentNotice, "task" | "assignment">) {
  const asked = `${assignment.role === "worker" ? "Label" : "Review"} "${task.name}"`;
  const what = assignment.role === "worker" ? workInWords(task, assignment.fraction) : reviewWorkInWords(task);
  return { asked, what };
}

/** The same as one of several. */
export function askToWork(notice: AssignmentNotice): Asked {
  const { asked, what } = describeAssignment(notice);
  return { task: notice.task, bold: asked, rest: `${what} · ${sayGiver(notice)}`, go: goButton(notice) };
}

const sayGiver = ({ from }: Pick<AssignmentNotice, "from">): string =>
  typeof from === "string" ? `from ${from}` : `assigned on ${from.on}`;

const goButton = ({ task, assignment, own = NOT_BEGUN }: AssignmentNotice): Button =>
  assignment.role === "worker" ? startButton(task.id, own) : reviewButton(task.id);

/** The one direct message that a worker or reviewer gets about a task. */
export function buildAssignmentMessage(notice: AssignmentNotice): { text: string; blocks: KnownBlock[] } {
  const { task } = notice;
  const { asked, what } = describeAssignment(notice);
  const blocks: KnownBlock[] = [headline(asked, [what, ...farLine(notice)].join("\n")), factsBlock(notice)];
  if (task.concepts) blocks.push(smallPrint(`Concepts: ${conceptsInWords(task.concepts)}`));
  if (task.instructions !== "") blocks.push(paragraph(truncate(task.instructions, INSTRUCTIONS_SHOWN)));
  const open = button(CARD.open, "Open", { value: task.id });
  const elsewhere = notice.page === undefined ? [] : [elsewhereButton(notice.page)];
  blocks.push(actions("assignment", [goButton(notice), open, ...elsewhere]));
  if (notice.reopenedAt !== undefined) blocks.push(changeLine("Open again", notice.from, notice.reopenedAt));
  const { more, assignment } = notice;
  if (more)
    blocks.push(changeLine(`Share ${shareChange(more.before, assignment.fraction)}`, more.by, more.at, sayChangedBy));
  const text = truncate(escapeText(`${asked}: ${inOneSentence(what)}`), LIMITS.sectionText);
  return withWhy({ text, blocks }, notice.assignment.role, task.id);
}

/** What is left, once something is done. */
function farLine({ task, own }: AssignmentNotice): string[] {
  if (!own?.figures || own.figures.done === 0) return [];
  const isOnRequest = task.strategy === "DYNAMIC";
  const done = `${own.figures.done} done`;
  return [isOnRequest ? done : `${plural(own.figures.left, "input")} left · ${done}`];
}

const CONCEPT_PLACES = 60;

/** "pizza, hotdog and 12 more" */
function conceptsInWords({ first, total }: NonNullable<TaskFacts["concepts"]>): string {
  const names = first.map((name) => truncate(name, CONCEPT_PLACES)).join(", ");
  return total > first.length ? `${names} and ${formatCount(total - first.length)} more` : names;
}

/** What is left of an older message when a newer one says the same: no buttons, and where to look. */
export function buildMovedMessage(notice: AssignmentNotice): { text: string; blocks: KnownBlock[] } {
  const { asked } = describeAssignment(notice);
  return { text: escapeText(asked), blocks: [headline(asked), smallPrint("Asked again in a newer message.")] };
}

const factsBlock = (notice: AssignmentNotice): ContextBlock =>
  withMessageLink(smallPrint(factsLine(notice)), notice.task.messageLink);

function factsLine({ task, assignment, from }: AssignmentNotice): string {
  const facts = [typeInWords(task), sourceInWords(task.source, task.sourceName), sayGiver({ from })];
  if (assignment.role === "worker" && task.review.strategy !== "NONE") facts.push(reviewRuleInWords(task.review));
  if (task.priority) facts.push(priorityInWords(task.priority));
  return facts.join(" · ");
}
