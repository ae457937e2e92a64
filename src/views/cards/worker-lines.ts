import type { RichTextBlock } from "@slack/types";
import type { TaskCard } from "../../domain/cards/task-card.ts";
import type { WorkFigures } from "../../domain/cards/task-progress.ts";
import { formatCount, formatPercent, withUnit } from "../../domain/numbers.ts";
import { buildNamedLines, fitName, type NamedLine } from "../named-lines.ts";

/** Of one worker, beyond how much is theirs: by the account. */
export type SayMore = (account: string) => readonly string[];

/** Who has how much and what became of it, a line of a list for each; the last one is the sum of everybody. Empty without workers. */
export const buildWorkerLines = (card: TaskCard): RichTextBlock[] => buildNamedLines(fateLines(card));

/** The same, a sentence each. */
export const sayWorkers = (card: TaskCard): string[] => say(fateLines(card));

/** How far each is and how they are going on, in one line; what became of their labels, the card says. */
export const buildProgressLines = (card: TaskCard, more: SayMore): RichTextBlock[] =>
  buildNamedLines(progressLines(card, more));

/** The same, a sentence each. */
export const sayProgress = (card: TaskCard, more: SayMore): string[] => say(progressLines(card, more));

const say = (lines: readonly NamedLine[]): string[] =>
  lines.map(({ name, said }) => `${fitName(name)}: ${said.join(" · ")}`);

const fateLines = (card: TaskCard): NamedLine[] =>
  linesOf(card, (figures) => farInWords(figures, fateOf(figures, card.task)));

const progressLines = (card: TaskCard, more: SayMore): NamedLine[] =>
  linesOf(card, (figures) => farInWords(figures, ""), more);

function linesOf(
  { workers, workersTotal, total }: TaskCard,
  figuresInWords: (figures: WorkFigures) => string[],
  more: SayMore = () => [],
): NamedLine[] {
  const lines = workers.map(({ name, accountId, fraction, figures }) => ({
    name,
    said: [
      ...(fraction === undefined ? [] : [formatPercent(fraction)]),
      ...(figures ? figuresInWords(figures) : []),
      ...more(accountId),
    ],
  }));
  if (total && workersTotal > 1) lines.push({ name: "Together", said: figuresInWords(total) });
  return lines;
}

const farInWords = ({ assigned, left, done }: WorkFigures, fate: string): string[] =>
  assigned === 0
    ? ["nothing handed out yet"]
    : [withUnit(formatCount(left), "left"), `${withUnit(formatCount(done), "done")}${fate}`];

/** ": 40 accepted, 30 in review" behind what is done; what there is none of is left out. */
function fateOf(
  { done, accepted, awaitingReview, rejected }: WorkFigures,
  { review }: Pick<TaskCard["task"], "review">,
): string {
  const parts = [
    ...(accepted > 0 ? [withUnit(formatCount(accepted), "accepted")] : []),
    ...(awaitingReview > 0 ? [withUnit(formatCount(awaitingReview), "in\u00a0review")] : []),
    ...(rejected > 0 ? [withUnit(formatCount(rejected), "rejected")] : []),
  ];
  const isDecided = review.strategy !== "NONE" || accepted < done;
  return isDecided && parts.length > 0 ? `: ${parts.join(", ")}` : "";
}
