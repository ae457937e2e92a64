import type { JsonObject } from "../protocol/json.ts";
import { readStatements } from "./read-marks.ts";

/** The concepts that are said to be there, and those that are said not to be; by id and by name. */
export type Sides = { readonly positive: ReadonlySet<string>; readonly negative: ReadonlySet<string> };

/** What a search can know of an input; its sides are those of its own data and of its labels. */
export type InputFacts = Sides & {
  readonly id: string;
  readonly data: JsonObject;
  readonly datasetIds: readonly string[];
};

/** What a search can know of an annotation. */
export type AnnotationFacts = {
  readonly id: string;
  readonly userId: string;
  /** Empty: it belongs to no task. */
  readonly taskId: string;
  readonly status: number;
  readonly info: JsonObject;
  readonly data: JsonObject;
  /** When it was last changed, in milliseconds since 1970. */
  readonly modifiedAt: number;
  readonly input: InputFacts;
};

/** Concepts of the whole input, of its regions and of its frames. */
export function conceptsOf(labels: readonly JsonObject[]): Sides {
  const sides = { positive: new Set<string>(), negative: new Set<string>() };
  for (const label of labels) {
    for (const { id, name, value } of readStatements(label).flatMap(({ concepts }) => concepts)) {
      const side = value >= 0.5 ? sides.positive : sides.negative;
      for (const each of [id, name]) if (each !== "") side.add(each);
    }
  }
  return sides;
}
