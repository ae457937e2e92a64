import { isDeepStrictEqual } from "node:util";
import { readItems, readPatchAction, readPatchIds } from "../http/read-items.ts";
import { refuseChanged, refuseExcess } from "../http/refuse-fields.ts";
import type { AppRoute } from "../http/route.ts";
import { ApiError, invalidRequest } from "../protocol/api-error.ts";
import { isObject, type JsonObject } from "../protocol/json.ts";
import { Status } from "../protocol/status.ts";
import { claimedInfo, fileOfImage } from "../rules/labels/image-info.ts";
import { contentOf, kindOf, problemOfInputData } from "../rules/labels/input-data.ts";
import { type PatchAction, patchMessage } from "../rules/patch-message.ts";
import { keepImageInfos } from "../tables/image-infos.ts";
import { inputMessages } from "../tables/inputs.ts";
import { parseBody } from "../tables/store.ts";
import { weightOf } from "../tables/weights.ts";
import { requireInputs } from "./load-inputs.ts";

/** Changes what is known of inputs, all or none. Their content stays: what was labeled is what was seen. */
export const patchInputs: AppRoute = {
  call: "PatchInputs",
  method: "PATCH",
  path: "/inputs",
  scope: "app",
  access: "owner",
  request: "PatchInputsRequest",
  carriesFiles: true,
  run: async ({ store, now, weigh }, { message, app }) => {
    const action = readPatchAction(message);
    const items = readItems(message, "inputs");
    const ids = readPatchIds(items, "inputs");
    weigh(await weightOf(store.db, "inputs", app.key, { ids }));
    await store.writeApp(app.key, async (trx) => {
      const rows = await requireInputs(trx, app.key, ids);
      const current = await inputMessages(trx, rows);
      for (const [index, row] of rows.entries()) {
        const item = items[index] ?? {};
        refuseChanged(item, current[index] ?? {}, { patchable: ["id", "data"], where: `input "${row.id}": ` });
        if (!isObject(item["data"])) continue;
        const data = patchData(row.id, parseBody(row.body), item["data"], action);
        const body = JSON.stringify(data);
        await trx
          .updateTable("inputs")
          .set({ body, modified_at: now().toISOString() })
          .where("key", "=", row.key)
          .execute();
        // What the service has read from a file is as true as before.
        if (fileOfImage(data) === undefined) await keepImageInfos(trx, [{ input: row.key, info: claimedInfo(data) }]);
      }
    });
    return { inputs: await inputMessages(store.db, await requireInputs(store.db, app.key, ids)) };
  },
};

/** `overwrite` replaces all but the content, as the vendor's guide shows. */
function patchData(id: string, before: JsonObject, patch: JsonObject, action: PatchAction): JsonObject {
  const kind = kindOf(before);
  const outcome =
    action === "overwrite"
      ? { message: { ...(kind !== undefined && { [kind]: before[kind] ?? {} }), ...patch } }
      : patchMessage(before, patch, action);
  if ("problem" in outcome) throw invalidRequest(outcome.problem);
  const after = outcome.message;
  if (action === "merge") refuseExcess("Data", after, `input "${id}": `);
  const problem = problemOfInputData(after);
  if (problem !== undefined) throw inputInvalid(`Input "${id}": ${problem}`);
  if (isDeepStrictEqual(contentOf(after), contentOf(before))) return after;
  throw inputInvalid(`The content of input "${id}" stays as it is: add another input, with an id of its own.`);
}

const inputInvalid = (details: string): ApiError =>
  new ApiError(Status.INPUT_INVALID_ARGUMENT, 400, "Input has invalid arguments", details);
