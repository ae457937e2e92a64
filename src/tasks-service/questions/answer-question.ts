import { type Comparison, compareLabels } from "../rules/comparison.ts";
import { marksOf, readParts } from "../tables/annotations.ts";
import type { Reader } from "../tables/store.ts";
import type { Question } from "./question.ts";

/** Reads and compares labels; null where they have changed since they were asked about. May take seconds. */
export async function answerQuestion(db: Reader, question: Question): Promise<Comparison | null> {
  const parts = await readParts(db, question.task, question.input);
  const bodies = new Map(parts.map(({ key, revision, body }) => [`${key}.${revision}`, body]));
  const labels: Parameters<typeof compareLabels>[0][number][] = [];
  for (const { worker, annotations } of question.labels) {
    const said = annotations.map(([key, revision]) => bodies.get(`${key}.${revision}`) ?? null);
    if (said.includes(null)) return null;
    labels.push({ workerId: worker, marks: marksOf(said.flatMap((body) => body ?? [])) });
  }
  return compareLabels(labels, question.minIou);
}
