import { kindOf } from "../rules/labels/input-data.ts";
import type { Outcome } from "./import-row.ts";
import { demand, isRowsFault, reasonOf, type Send } from "./service-answers.ts";
import { differingFields, type StoredInput } from "./stored-inputs.ts";
import { type RowInput, toMessage } from "./to-input.ts";

/**
 * Puts a row in the place of the input that has its id. What is only known of it (metadata, concepts) is changed where it is, and labels
 * and tasks stay. The service keeps what was labeled as it was seen: other content becomes an input anew, in the same datasets.
 */
export async function replaceInput(send: Send, input: RowInput, stored: StoredInput): Promise<Outcome> {
  const { id, data } = input;
  const isOtherContent = differingFields(data, stored.data).some(
    (field) => field === kindOf(data) || field === kindOf(stored.data),
  );
  if (!isOtherContent) {
    const answer = await send("PATCH", "/inputs", { inputs: [{ id, data }], action: "overwrite" });
    if (isRowsFault(answer)) return { problem: reasonOf(answer) };
    demand(answer, "replacing an input");
    return "replaced";
  }
  demand(await send("DELETE", "/inputs", { ids: [id] }), "replacing an input");
  const datasets = new Set([...stored.dataset_ids, ...input.dataset_ids]);
  demand(
    await send("POST", "/inputs", { inputs: [toMessage({ ...input, dataset_ids: [...datasets] })] }),
    "replacing an input",
  );
  return "replaced";
}
