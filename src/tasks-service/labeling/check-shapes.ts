import type { Answers } from "../questions/answers.ts";
import type { Statement } from "../rules/labels/read-marks.ts";
import { isCheckedSoon, type Outlined, problemsOfShapes } from "../rules/shapes/problems-of-shapes.ts";

/** `problemsOfShapes`: here, where that takes no time; else it is a question, which `answers` has the answer to. */
export function checkShapes(statements: readonly Statement[], answers: Answers): readonly string[] {
  const shapes = statements.flatMap(({ frame, shape }): Outlined[] =>
    shape === undefined ? [] : [{ ...(frame !== undefined && { frame }), shape }],
  );
  return isCheckedSoon(shapes) ? problemsOfShapes(shapes) : answers.problems({ shapes });
}
