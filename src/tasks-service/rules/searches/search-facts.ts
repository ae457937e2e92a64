import { isObject, type JsonObject } from "../../protocol/json.ts";
import { regionsOf } from "../labels/regions.ts";

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

/** Concepts of the whole input, of its regions and of its frames. Plain code: a search reads many thousand labels. */
export function conceptsOf(labels: readonly JsonObject[]): Sides {
  const sides = { positive: new Set<string>(), negative: new Set<string>() };
  for (const label of labels) {
    const frames = Array.isArray(label["frames"]) ? label["frames"] : [];
    for (const holder of [{ data: label }, ...frames, ...regionsOf(label)]) {
      const content = isObject(holder) ? holder["data"] : undefined;
      const concepts = isObject(content) ? content["concepts"] : undefined;
      for (const concept of Array.isArray(concepts) ? concepts : []) if (isObject(concept)) addTo(sides, concept);
    }
  }
  return sides;
}

function addTo(sides: { positive: Set<string>; negative: Set<string> }, { id, name, value }: JsonObject): void {
  const side = typeof value === "number" && value < 0.5 ? sides.negative : sides.positive;
  for (const each of [id, name]) if (typeof each === "string" && each !== "") side.add(each);
}
