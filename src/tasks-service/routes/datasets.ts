import { z } from "zod";
import { invalidRequest, notFound } from "../api-error.ts";
import { firstRepeated } from "../first-repeated.ts";
import { readPage } from "../http/page.ts";
import type { App, AppRoute } from "../http/route.ts";
import type { JsonObject } from "../protocol/json.ts";
import type { DatasetRow } from "../schema.ts";
import { type Reader, takeKeys } from "../store.ts";
import { chunksOf } from "../tables/chunks-of.ts";
import { addToDataset, findDatasets } from "../tables/datasets.ts";
import { findInputs, inputMessages } from "../tables/inputs.ts";
import { clearLeftovers, leaveOver } from "../tables/leftovers.ts";
import { parseBody } from "../tables/parse-body.ts";
import { shrinkSources } from "../tables/task-sources.ts";
import { inputMissing } from "./load-inputs.ts";

const Post = z.object({ datasets: z.array(z.looseObject({ id: z.string().default("") })).default([]) });
const PostMembers = z.object({
  dataset_inputs: z.array(z.object({ input: z.object({ id: z.string().default("") }).prefault({}) })).default([]),
  search: z.unknown().optional(),
});
const Ids = z.object({ dataset_ids: z.array(z.string()).default([]) });
const MemberIds = z.object({ input_ids: z.array(z.string()).default([]) });

const messageOf = (row: DatasetRow, app: App): JsonObject => ({
  ...parseBody(row.body),
  id: row.id,
  created_at: row.created_at,
  modified_at: row.modified_at,
  app_id: app.id,
  user_id: app.ownerId,
});

/** The dataset that a path names. */
async function getDataset(db: Reader, app: App, message: JsonObject): Promise<DatasetRow> {
  const id = String(message["dataset_id"]);
  const dataset = (await findDatasets(db, app.key, [id])).get(id);
  if (dataset === undefined) throw notFound(`No dataset has the id "${id}".`);
  return dataset;
}

const list: AppRoute = {
  call: "ListDatasets",
  method: "GET",
  path: "/datasets",
  scope: "app",
  access: "member",
  request: "ListDatasetsRequest",
  run: async ({ store }, { message, app }) => {
    const { limit, offset } = readPage(message);
    const rows = await store.db
      .selectFrom("datasets")
      .selectAll()
      .where("app", "=", app.key)
      .where("id", "is not", null)
      .orderBy("key")
      .limit(limit)
      .offset(offset)
      .execute();
    return { datasets: rows.map((row) => messageOf(row, app)) };
  },
};

const get: AppRoute = {
  call: "GetDataset",
  method: "GET",
  path: "/datasets/{dataset_id}",
  scope: "app",
  access: "member",
  request: "GetDatasetRequest",
  run: async ({ store }, { message, app }) => ({ dataset: messageOf(await getDataset(store.db, app, message), app) }),
};

const post: AppRoute = {
  call: "PostDatasets",
  method: "POST",
  path: "/datasets",
  scope: "app",
  access: "owner",
  request: "PostDatasetsRequest",
  run: async ({ store, now, newId }, { message, app }) => {
    const { datasets } = Post.parse(message);
    if (datasets.length === 0) throw invalidRequest('"datasets" is empty: send at least one.');
    const createdAt = now().toISOString();
    const rows = await store.writeApp(app.key, async (trx) => {
      const first = await takeKeys(trx, "dataset", datasets.length);
      const rows = datasets.map(({ id, created_at, modified_at, app_id, user_id, ...body }, index) => ({
        key: first + index,
        app: app.key,
        id: id === "" ? newId() : id,
        body: JSON.stringify(body),
        created_at: createdAt,
        modified_at: createdAt,
      }));
      const ids = rows.map((row) => row.id);
      const known = await findDatasets(trx, app.key, ids);
      const twice = ids.find((id) => known.has(id)) ?? firstRepeated(ids);
      if (twice !== undefined) throw invalidRequest(`A dataset has the id "${twice}" already: choose another.`);
      await trx.insertInto("datasets").values(rows).execute();
      return rows;
    });
    return { datasets: rows.map((row) => messageOf(row, app)) };
  },
};

/** Tasks that were made from the dataset keep their inputs: the dataset goes on for them, without its name. */
const remove: AppRoute = {
  call: "DeleteDatasets",
  method: "DELETE",
  path: "/datasets",
  scope: "app",
  access: "owner",
  request: "DeleteDatasetsRequest",
  run: async ({ store, background, batches }, { message, app }) => {
    const ids = [...new Set(Ids.parse(message).dataset_ids)];
    if (ids.length === 0) throw invalidRequest('"dataset_ids" is empty: name at least one.');
    const { isDone } = await store.writeApp(app.key, async (trx) => {
      const found = await findDatasets(trx, app.key, ids);
      const missing = ids.find((id) => !found.has(id));
      if (missing !== undefined) throw notFound(`No dataset has the id "${missing}".`);
      for (const { key } of found.values()) {
        const task = await trx.selectFrom("tasks").select("key").where("source_dataset", "=", key).executeTakeFirst();
        await trx.updateTable("datasets").set({ id: null }).where("key", "=", key).execute();
        if (task === undefined) await leaveOver(trx, "dataset", [key]);
      }
      return clearLeftovers(trx, store.engine, batches.inRequest);
    });
    if (!isDone) background.wake(["leftovers"]);
    return {};
  },
};

const listMembers: AppRoute = {
  call: "ListDatasetInputs",
  method: "GET",
  path: "/datasets/{dataset_id}/inputs",
  scope: "app",
  access: "member",
  request: "ListDatasetInputsRequest",
  run: async ({ store }, { message, app }) => {
    const dataset = await getDataset(store.db, app, message);
    const { limit, offset } = readPage(message);
    const rows = await store.db
      .selectFrom("dataset_inputs")
      .innerJoin("inputs", "inputs.key", "dataset_inputs.input")
      .selectAll("inputs")
      .select("dataset_inputs.created_at as added_at")
      .where("dataset_inputs.dataset", "=", dataset.key)
      .orderBy("dataset_inputs.place")
      .limit(limit)
      .offset(offset)
      .execute();
    const messages = await inputMessages(store.db, rows);
    return { dataset_inputs: messages.map((input, index) => ({ created_at: rows[index]?.added_at ?? "", input })) };
  },
};

const postMembers: AppRoute = {
  call: "PostDatasetInputs",
  method: "POST",
  path: "/datasets/{dataset_id}/inputs",
  scope: "app",
  access: "owner",
  request: "PostDatasetInputsRequest",
  run: async ({ store, now }, { message, app }) => {
    const { dataset_inputs, search } = PostMembers.parse(message);
    if (search !== undefined)
      throw invalidRequest('"search" is not supported here: name the inputs in "dataset_inputs".');
    const ids = [...new Set(dataset_inputs.map(({ input }) => input.id))];
    if (ids.length === 0) throw invalidRequest('"dataset_inputs" is empty: name at least one input.');
    const dataset = await getDataset(store.db, app, message);
    const addedAt = now().toISOString();
    const rows = await store.writeApp(app.key, async (trx) => {
      const found = await findInputs(trx, app.key, { ids, limit: ids.length, offset: 0 });
      const byId = new Map(found.map((row) => [row.id, row]));
      const rows = ids.map((id) => {
        const row = byId.get(id);
        if (row === undefined) throw inputMissing(id);
        return row;
      });
      await addToDataset(
        trx,
        dataset.key,
        rows.map(({ key }) => key),
        addedAt,
      );
      return rows;
    });
    return { dataset_inputs: rows.map(({ id }) => ({ created_at: addedAt, input: { id } })) };
  },
};

const removeMembers: AppRoute = {
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
      const rows = await findInputs(trx, app.key, { ids, limit: ids.length, offset: 0 });
      const inputs = rows.map(({ key }) => key);
      if (inputs.length === 0) return;
      await shrinkSources(trx, app.key, { inputs, dataset: dataset.key });
      for (const chunk of chunksOf(inputs)) {
        await trx.deleteFrom("dataset_inputs").where("dataset", "=", dataset.key).where("input", "in", chunk).execute();
      }
    });
    return {};
  },
};

export const datasetRoutes = [list, get, post, remove, listMembers, postMembers, removeMembers];
