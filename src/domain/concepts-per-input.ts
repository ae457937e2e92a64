import { isJsonObject, type JsonObject } from "./json.ts";

/** How many concepts an input may be given. */
export type ConceptsPerInput = "ONE" | "SEVERAL";

const FIELD = "concepts_per_input";

/** Where it is kept: `metadata.labeldesk.concepts_per_input`. Tasks made elsewhere say nothing, and mean several. */
export function conceptsPerInput(metadata: JsonObject): ConceptsPerInput {
  const ours = metadata["labeldesk"];
  return isJsonObject(ours) && ours[FIELD] === "one" ? "ONE" : "SEVERAL";
}

/** The field of `metadata.labeldesk` that says it. */
export const writeConceptsPerInput = (perInput: ConceptsPerInput): JsonObject => ({
  [FIELD]: perInput === "ONE" ? "one" : "several",
});
