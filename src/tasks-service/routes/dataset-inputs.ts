import * as z from "zod";
import { readPage, weighPage } from "../http/page.ts";
import { readItems } from "../http/read-items.ts";
import { refuseUnkept } from "../http/refuse-fields.ts";
import type { AppRoute } from "../http/route.ts";
import { invalidRequest, notFound } from "../protocol/api-error.ts";
import { isObject, type JsonObject } from "../protocol/json.ts";
import { addToDataset } from "../tables/datasets.ts";
import { inputMessages, minimalMessages } from "../tables/inputs.ts";
import type { Reader } from "../tables/store.ts";
import { chunksOf } from "../tables/store.ts";
import { shrinkSources } from "../tables/task-sources.ts";
import { bytesOf, weightOf } from "../tables/weights.ts";
import { getDataset } from "./load-datasets.ts";
import { requireInputKeys } from "./load-inputs.ts";

const MemberIds = z.object({ input_ids: z.array(z.string()).default([]) });

const selectMembers = (db: Reader, dataset: number) =>
  db
    .selectFrom("dataset_inputs")
    .innerJoin("inputs", "inputs.key", "dataset_inputs.input")
    .selectAll("inputs")
    .select("dataset_inputs.created_at as added_at")
    .where("dataset_inputs.dataset", "=", dataset);

const list: AppRoute = {
  call: "ListDatasetInputs",
  method: "GET",
  path: "/datasets/{dataset_id}/inputs",
  scope: "app",
  access: "member",
  request: "ListDatasetInputsRequest",
  hasMinimal: true,
  run: async (service, { message, app, isMinimal }) => {
    const { db } = service.store;
    const dataset = await getDataset(db, app, message);
    const { limit, offset } = readPage(message);
    const page = selectMembers(db, dataset.key).orderBy("dataset_inputs.place").limit(limit).offset(offset);
    if (isMinimal) {
      const named = page.clearSelect().select(["inputs.key", "inputs.id", "dataset_inputs.created_at as added_at"]);
      const members = await named.execute();
      return { dataset_inputs: membersOf(members, await minimalMessages(db, members)) };
    }
    weighPage(service, await page.clearSelect().select(bytesOf("inputs.body")).execute());
    const rows = await page.execute();
    return { dataset_inputs: membersOf(rows, await inputMessages(db, rows)) };
  },
};

const membersOf = (rows: readonly { added_at: string }[], messages: readonly JsonObject[]): JsonObject[] =>
  messages.map((input, index) => ({ created_at: rows[index]?.added_at ?? "", input }));

const get: AppRoute = {
  call: "GetDatasetInput",
  method: "GET",
  path: "/datasets/{dataset_id}/inputs/{input_id}",
  scope: "app",
  access: "member",
  request: "GetDatasetInputRequest",
  run: async ({ store, weigh }, { message, app }) => {
    const dataset = await getDataset(store.db, app, message);
    const id = String(message["input_id"]);
    weigh(await weightOf(store.db, "inputs", app.key, { ids: [id] }));
    const row = await selectMembers(store.db, dataset.key).where("inputs.id", "=", id).executeTakeFirst();
    if (row === undefined) throw notFound(`Dataset "${dataset.id}" has no input "${id}".`);
    const [input] = await inputMessages(store.db, [row]);
    return { dataset_input: { created_at: row.added_at, input: input ?? {} } };
  },
};

const ID_ALONE = "is not taken: an input of a dataset is named by its id.";

const post: AppRoute = {
  call: "PostDatasetInputs",
  method: "POST",
  path: "/datasets/{dataset_id}/inputs",
  scope: "app",
  access: "owner",
  request: "PostDatasetInputsRequest",
  run: async ({ store, now }, { message, app }) => {
    refuseUnkept(message, ["user_app_id", "dataset_id", "dataset_inputs"], {
      reason: 'is not taken here: name the inputs in "dataset_inputs".',
    });
    const ids = readItems(message, "dataset_inputs").map((item, index) => {
      const where = `dataset_inputs[${index}].`;
      const input = isObject(item["input"]) ? item["input"] : {};
      refuseUnkept(item, ["input"], { where, reason: ID_ALONE });
      refuseUnkept(input, ["id"], { where: `${where}input.`, reason: ID_ALONE });
      return typeof input["id"] === "string" ? input["id"] : "";
    });
    const dataset = await getDataset(store.db, app, message);
    const addedAt = now().toISOString();
    const named = [...new Set(ids)];
    await store.writeApp(app.key, async (trx) => {
      await addToDataset(trx, dataset.key, await requireInputKeys(trx, app.key, named), addedAt);
    });
    return { dataset_inputs: named.map((id) => ({ created_at: addedAt, input: { id } })) };
  },
};

const remove: AppRoute = {
  call: "DeleteDatasetInputs",
  method: "DELETE",
  path: "/datasets/{dataset_id}/inputs",
  scope: "app",
  access: "owner",
  request: "DeleteDatasetInputsRequest",
  run: async ({ store }, { message, app }) => {
    const ids = [...new Set(MemberIds.parse(message).input_ids)];
    if (ids.length === 0) throw invalidRequest('"input_ids" is empty: name at least one input.');
    const dataset = await getDataset(store.db, app, message);
    await store.writeApp(app.key, async (trx) => {
      const inputs = await requireInputKeys(trx, app.key, ids);
      await shrinkSources(trx, app.key, { inputs, dataset: dataset.key });
      for (const chunk of chunksOf(inputs)) {
        await trx.deleteFrom("dataset_inputs").where("dataset", "=", dataset.key).where("input", "in", chunk).execute();
      }
    });
    return {};
  },
};

export const datasetInputRoutes = [list, get, post, remove];
