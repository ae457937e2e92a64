import { labelInvalid } from "../protocol/api-error.ts";
import type { JsonObject } from "../protocol/json.ts";
import type { Answers } from "../questions/answers.ts";
import type { Statement } from "../rules/labels/read-marks.ts";
import { readStatements } from "../rules/labels/read-marks.ts";
import { isCheckedSoon, type Outlined, problemsOfShapes } from "../rules/shapes/problems-of-shapes.ts";
import type { AnnotationRow } from "../tables/schema.ts";
import type { Reader } from "../tables/store.ts";
import { parseBody } from "../tables/store.ts";

/** Of one worker, for one input of a task. */
const MAX_ANNOTATIONS = 2000;
/** Characters of JSON; 2,000 outlines of 25 points have some three million. */
const MAX_LENGTH = 4_000_000;

type Place = Pick<AnnotationRow, "input" | "person" | "task">;

/**
 * Throws when all that a worker says of an input of a task, with `data` for the annotation `key`, would be more than one annotation may
 * say. `unsaved` are annotations that the same request makes.
 */
export async function refuseOvergrown(
  db: Reader,
  { key, input, person, task }: Place & Pick<AnnotationRow, "key">,
  data: JsonObject,
  { unsaved = [], where, answers }: { unsaved?: readonly AnnotationRow[]; where: string; answers: Answers },
): Promise<void> {
  if (task === null) return;
  const saved = await db
    .selectFrom("annotations")
    .select(["key", "body"])
    .where("task", "=", task)
    .where("input", "=", input)
    .where("person", "=", person)
    .where("key", "!=", key)
    .limit(MAX_ANNOTATIONS)
    .execute();
  const others = [
    ...saved.map(({ body }) => body),
    ...unsaved
      .filter((row) => row.task === task && row.input === input && row.person === person)
      .map(({ body }) => body),
  ];
  if (others.length === 0) return;
  if (others.length >= MAX_ANNOTATIONS) {
    throw labelInvalid(`${where}a worker may have ${MAX_ANNOTATIONS} annotations of an input in a task.`);
  }
  const length = others.reduce((sum, body) => sum + body.length, JSON.stringify(data).length);
  if (length > MAX_LENGTH) {
    throw labelInvalid(`${where}all that a worker says of an input in a task may have ${MAX_LENGTH} characters.`);
  }
  const statements = [...others.map(parseBody), data].flatMap(readStatements);
  const problems = checkShapes(statements, answers);
  if (problems.length > 0) throw labelInvalid(`${where}with what was said before: ${problems.join(" ")}`);
}

/** `problemsOfShapes`: here, where that takes no time; else it is a question, which `answers` has the answer to. */
export function checkShapes(statements: readonly Statement[], answers: Answers): readonly string[] {
  const shapes = statements.flatMap(({ frame, shape }): Outlined[] =>
    shape === undefined ? [] : [{ ...(frame !== undefined && { frame }), shape }],
  );
  return isCheckedSoon(shapes) ? problemsOfShapes(shapes) : answers.problems({ shapes });
}
