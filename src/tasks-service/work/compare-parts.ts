import type { Answers } from "../questions/answers.ts";
import { type Comparison, compareLabels } from "../rules/shapes/comparison.ts";
import { marksOf, type Part } from "../tables/annotations.ts";

/**
 * Labels of so many bytes together are compared where they are. Outlines of n points take n² / 2 steps at most, in however many labels:
 * 50,000 bytes hold 2,900 points that are drawn for it, and take four million steps, some 40 ms; those of people take one or two.
 */
export const MAX_BYTES_HERE = 50_000;

type Labels = {
  readonly task: number;
  readonly input: number;
  readonly minIou: number;
  /** What each worker said. */
  readonly labels: readonly { readonly worker: string; readonly parts: readonly Part[] }[];
};

/** Compares labels: here, where that takes no time; else it is a question, which `answers` has the answer to. */
export function compareParts({ labels, ...about }: Labels, answers: Answers): Comparison {
  const bytes = labels.flatMap(({ parts }) => parts).reduce((sum, part) => sum + part.bytes, 0);
  if (bytes > MAX_BYTES_HERE) {
    const named = labels.map(({ worker, parts }) => ({
      worker,
      annotations: parts.map(({ key, revision }): [number, number] => [key, revision]),
    }));
    return answers.comparison({ ...about, labels: named });
  }
  const said = labels.map(({ worker, parts }) => ({
    workerId: worker,
    marks: marksOf(parts.flatMap(({ body }) => body ?? [])),
  }));
  return compareLabels(said, about.minIou);
}
