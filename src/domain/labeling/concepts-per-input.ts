import { isJsonObject, type JsonObject } from "../json.ts";
import type { ConceptsPerInput } from "./label.ts";

/** Where it is kept: `metadata.labeldesk.concepts_per_input`. Tasks made elsewhere say nothing, and mean several. */
export function conceptsPerInput(metadata: JsonObject): ConceptsPerInput {
  const ours = metadata["labeldesk"];
  return isJsonObject(ours) && ours["concepts_per_input"] === "one" ? "ONE" : "SEVERAL";
}
