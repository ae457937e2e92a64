import type { RichTextBlock, RichTextSection } from "@slack/types";
import type { TaskCard } from "../../domain/cards/task-card.ts";
import type { WorkFigures } from "../../domain/cards/task-progress.ts";
import { formatCount, formatPercent } from "../../domain/numbers.ts";
import { fitInto } from "../text-table.ts";

const NAME_PLACES = 60;
/** So that a block stays within what rich text takes: about 120 characters a line. */
const LINES_PER_BLOCK = 25;

/** What is said of one worker; of all together in the last one. */
type WorkerLine = { readonly name: string; readonly said: readonly string[] };

/**
 * Who has how much, a line of a list for each: it wraps in any width, and is heard as a list. Empty without workers. The last line
 * is the sum of everybody.
 */
export function buildWorkerLines(card: TaskCard): RichTextBlock[] {
  const lines = linesOf(card).map(toSection);
  const blocks: RichTextBlock[] = [];
  for (let from = 0; from < lines.length; from += LINES_PER_BLOCK) {
    const elements = lines.slice(from, from + LINES_PER_BLOCK);
    blocks.push({ type: "rich_text", elements: [{ type: "rich_text_list", style: "bullet", elements }] });
  }
  return blocks;
}

/** The same, a sentence each. */
export const sayWorkers = (card: TaskCard): string[] =>
  linesOf(card).map(({ name, said }) => `${name}: ${said.join(" · ")}`);

function linesOf({ workers, workersTotal, total, task }: TaskCard): WorkerLine[] {
  const lines = workers.map(({ name, fraction, figures }) => ({
    name: fitInto(name, NAME_PLACES) || "–",
    said: [
      ...(fraction === undefined ? [] : [formatPercent(fraction)]),
      ...(figures ? figuresInWords(figures, task) : []),
    ],
  }));
  if (total && workersTotal > 1) lines.push({ name: "Together", said: figuresInWords(total, task) });
  return lines;
}

/** "110 left", "70 done: 40 accepted, 30 in review"; what there is none of is left out. */
function figuresInWords(figures: WorkFigures, { review }: Pick<TaskCard["task"], "review">): string[] {
  const { assigned, left, done, accepted, awaitingReview, rejected } = figures;
  if (assigned === 0) return ["nothing handed out yet"];
  const parts = [
    ...(accepted > 0 ? [`${formatCount(accepted)} accepted`] : []),
    ...(awaitingReview > 0 ? [`${formatCount(awaitingReview)} in review`] : []),
    ...(rejected > 0 ? [`${formatCount(rejected)} rejected`] : []),
  ];
  const isDecided = review.strategy !== "NONE" || accepted < done;
  const how = isDecided && parts.length > 0 ? `: ${parts.join(", ")}` : "";
  return [`${formatCount(left)} left`, `${formatCount(done)} done${how}`];
}

const toSection = ({ name, said }: WorkerLine): RichTextSection => ({
  type: "rich_text_section",
  elements: [
    { type: "text", text: name, style: { bold: true } },
    ...(said.length > 0 ? [{ type: "text" as const, text: `  ${said.join(" · ")}` }] : []),
  ],
});
