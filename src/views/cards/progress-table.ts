import type { KnownBlock } from "@slack/types";
import type { CardWorker, TaskCard } from "../../domain/cards/task-card.ts";
import type { WorkFigures } from "../../domain/cards/task-progress.ts";
import { formatPercent } from "../../domain/numbers.ts";
import { preformatted } from "../blocks.ts";
import { fitInto, layOutTable, type TextColumn } from "../text-table.ts";

/** A modal is about 66 letters wide, and the figures take up to 47 of them. */
const NAME_PLACES = 18;
/** So that a block stays within what rich text takes: about 70 characters a row. */
const ROWS_PER_BLOCK = 40;

const NONE = "–";

/** Who has how much, as plain text that every client shows; empty without workers. The last row is the sum of everybody. */
export function buildProgressTable(card: TaskCard): KnownBlock[] {
  if (card.workers.length === 0) return [];
  const [head = "", ...rows] = layOutTable(columnsOf(card));
  const blocks: KnownBlock[] = [];
  for (let from = 0; from < rows.length; from += ROWS_PER_BLOCK) {
    blocks.push(preformatted([head, ...rows.slice(from, from + ROWS_PER_BLOCK)].join("\n")));
  }
  return blocks;
}

function columnsOf({ workers, workersTotal, total, task }: TaskCard): TextColumn[] {
  const isReviewed = task.review.strategy !== "NONE";
  const sum = workersTotal > 1 ? total : undefined;
  const names = workers.map(({ name }) => fitInto(name, NAME_PLACES));
  const column = (head: string, cellOf: (worker: CardWorker) => string, sumCell: string): TextColumn => ({
    head,
    cells: [...workers.map(cellOf), ...(sum ? [sumCell] : [])],
    isNumber: true,
  });
  const figure = (head: string, of: (figures: WorkFigures) => number): TextColumn =>
    column(head, ({ figures }) => (figures ? String(of(figures)) : NONE), sum ? String(of(sum)) : "");
  const isThere = (of: (figures: WorkFigures) => number): boolean =>
    isReviewed || (total !== undefined && of(total) > 0);

  const columns: TextColumn[] = [{ head: "Name", cells: [...names, ...(sum ? ["Together"] : [])] }];
  if (workers.some(({ fraction }) => fraction !== undefined)) {
    columns.push(column("Share", ({ fraction }) => (fraction === undefined ? NONE : formatPercent(fraction)), ""));
  }
  if (!total) return columns;
  columns.push(
    figure("Assigned", (of) => of.assigned),
    figure("Done", (of) => of.done),
  );
  if (isThere((of) => of.awaitingReview)) columns.push(figure("In review", (of) => of.awaitingReview));
  if (isThere((of) => of.rejected)) columns.push(figure("Rejected", (of) => of.rejected));
  columns.push(figure("Left", (of) => of.left));
  return columns;
}
