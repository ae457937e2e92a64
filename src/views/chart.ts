import type { KnownBlock } from "@slack/types";
import type { CardWorker, TaskCard } from "../domain/cards/task-card.ts";
import type { WorkFigures } from "../domain/cards/task-progress.ts";
import { truncate } from "./limits.ts";

type DataPoint = { readonly label: string; readonly value: number };

/**
 * Slack's native chart, newer than `@slack/types` 3.2 and for messages alone
 * (https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block).
 */
export type ChartBlock = {
  readonly type: "data_visualization";
  readonly block_id?: string;
  readonly title: string;
  readonly chart:
    | { readonly type: "pie"; readonly segments: readonly DataPoint[] }
    | {
        readonly type: "bar";
        readonly series: readonly { readonly name: string; readonly data: readonly DataPoint[] }[];
        readonly axis_config: { readonly categories: readonly string[]; readonly y_label?: string };
      };
};

/** What a message of this app can hold. */
export type MessageBlock = KnownBlock | ChartBlock;

/** A series has at most 20 points; labels of points and names of series have at most 20 characters (same page). */
const MAX_POINTS = 20;
const MAX_LABEL = 20;

type Part = { readonly name: string; readonly of: (figures: WorkFigures) => number };

/** Without a review what is done is accepted at once. */
const DONE: Part = { name: "Done", of: ({ done }) => done };
const LEFT: Part = { name: "Left", of: ({ left }) => left };
const DECIDED: readonly Part[] = [
  { name: "Accepted", of: ({ accepted }) => accepted },
  { name: "In review", of: ({ awaitingReview }) => awaitingReview },
  { name: "Rejected", of: ({ rejected }) => rejected },
];

/** The table's figures as a picture: bars per worker, or one pie where there are too many of them; undefined where it would say nothing. */
export function buildProgressChart({ task, workers, workersTotal, total }: TaskCard): ChartBlock | undefined {
  if (!total || total.assigned === 0) return undefined;
  const done = task.review.strategy === "NONE" && total.accepted === total.done ? [DONE] : DECIDED;
  if (workersTotal > MAX_POINTS) {
    const parts = [...done, LEFT].filter(({ of }) => of(total) > 0);
    // A pie of one piece says nothing.
    if (parts.length < 2) return undefined;
    const segments = parts.map(({ name, of }) => ({ label: name, value: of(total) }));
    return { type: "data_visualization", title: "Inputs of all workers", chart: { type: "pie", segments } };
  }
  // One series alone has no legend: what is done and what is left always stand beside each other.
  const [first, ...rest] = done;
  const parts = [...(first ? [first] : []), ...rest.filter(({ of }) => of(total) > 0), LEFT];
  return { type: "data_visualization", title: "Inputs per worker", chart: buildBars(workers, parts) };
}

function buildBars(workers: readonly CardWorker[], parts: readonly Part[]) {
  const labels = distinctLabels(workers.map(({ name }) => name));
  return {
    type: "bar" as const,
    series: parts.map(({ name, of }) => ({
      name,
      data: workers.map(({ figures }, index) => ({ label: labels[index] ?? "", value: figures ? of(figures) : 0 })),
    })),
    axis_config: { categories: labels, y_label: "Inputs" },
  };
}

/** Points are told apart by their labels alone: a name that is there already gets a number. */
function distinctLabels(names: readonly string[]): string[] {
  const taken = new Set<string>();
  for (const name of names) {
    const short = truncate(name.trim() || "–", MAX_LABEL);
    let label = short;
    for (let number = 2; taken.has(label); number += 1) label = `${truncate(short, MAX_LABEL - 4)} ${number}`;
    taken.add(label);
  }
  return [...taken];
}
