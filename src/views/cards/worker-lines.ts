import type { RichTextBlock } from "@slack/types";
import type { TaskCard } from "../../domain/cards/task-card.ts";
import type { WorkFigures } from "../../domain/cards/task-progress.ts";
import { formatCount, formatPercent, withUnit } from "../../domain/numbers.ts";
import { buildNamedLines, type NamedLine, shownName } from "../named-lines.ts";

/** Who has how much, a line of a list for each; the last one is the sum of everybody. Empty without workers. */
export const buildWorkerLines = (card: TaskCard): RichTextBlock[] => buildNamedLines(linesOf(card));

/** The same, a sentence each. */
export const sayWorkers = (card: TaskCard): string[] =>
  linesOf(card).map(({ name, said }) => `${shownName(name)}: ${said.join(" · ")}`);

function linesOf({ workers, workersTotal, total, task }: TaskCard): NamedLine[] {
  const lines = workers.map(({ name, fraction, figures }) => ({
    name: name,
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
    ...(accepted > 0 ? [withUnit(formatCount(accepted), "accepted")] : []),
    ...(awaitingReview > 0 ? [withUnit(formatCount(awaitingReview), "in\u00a0review")] : []),
    ...(rejected > 0 ? [withUnit(formatCount(rejected), "rejected")] : []),
  ];
  const isDecided = review.strategy !== "NONE" || accepted < done;
  const how = isDecided && parts.length > 0 ? `: ${parts.join(", ")}` : "";
  return [withUnit(formatCount(left), "left"), `${withUnit(formatCount(done), "done")}${how}`];
}
