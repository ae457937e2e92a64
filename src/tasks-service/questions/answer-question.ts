import type { Label } from "../rules/shapes/alike.ts";
import { compareLabels } from "../rules/shapes/comparison.ts";
import { problemsOfShapes } from "../rules/shapes/problems-of-shapes.ts";
import { marksOf, readParts } from "../tables/annotations.ts";
import type { Reader } from "../tables/store.ts";
import type { Answer, HowLabelsCompare, Question } from "./question.ts";

/** May take seconds. */
export async function answerQuestion(db: Reader, question: Question): Promise<Answer> {
  return "shapes" in question ? { problems: problemsOfShapes(question.shapes) } : compare(db, question);
}

async function compare(db: Reader, { task, input, minIou, labels }: HowLabelsCompare): Promise<Answer> {
  const parts = await readParts(db, task, input);
  const bodies = new Map(parts.map(({ key, revision, body }) => [`${key}.${revision}`, body]));
  const said: Label[] = [];
  for (const { worker, annotations } of labels) {
    const own = annotations.map(([key, revision]) => bodies.get(`${key}.${revision}`) ?? null);
    if (own.includes(null)) return { hasChanged: true };
    said.push({ workerId: worker, marks: marksOf(own.flatMap((body) => body ?? [])) });
  }
  return { comparison: compareLabels(said, minIou) };
}
