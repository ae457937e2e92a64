import * as z from "zod";
import { readPage } from "../http/page.ts";
import { readItems, readPatchAction, readPatchIds } from "../http/read-items.ts";
import { refuseChanged, refuseExcess, refuseOtherApp, refuseUnkept } from "../http/refuse-fields.ts";
import type { AppRoute } from "../http/route.ts";
import { invalidRequest } from "../protocol/api-error.ts";
import { isObject, type JsonObject } from "../protocol/json.ts";
import { firstRepeated } from "../rules/first-repeated.ts";
import { type PatchAction, patchMessage } from "../rules/patch-message.ts";
import type { App } from "../tables/call.ts";
import { findDatasets } from "../tables/datasets.ts";
import { clearLeftovers, leaveOver } from "../tables/leftovers.ts";
import type { DatasetRow } from "../tables/schema.ts";
import { parseBody, takeKeys } from "../tables/store.ts";
import { datasetMissing, getDataset } from "./load-datasets.ts";

const Named = z.object({ id: z.string().default("") });
const List = z.object({
  id: z.string().default(""),
  search: z.string().default(""),
  sort_ascending: z.boolean().default(false),
  sort_by_created_at: z.boolean().default(false),
  sort_by_modified_at: z.boolean().default(false),
  sort_by_id: z.boolean().default(false),
});
const Ids = z.object({ dataset_ids: z.array(z.string()).default([]) });

const messageOf = (row: DatasetRow, app: App): JsonObject => ({
  ...parseBody(row.body),
  id: row.id,
  created_at: row.created_at,
  modified_at: row.modified_at,
  app_id: app.id,
  user_id: app.ownerId,
});

const LIST_FIELDS = ["user_app_id", "page", "per_page", ...Object.keys(List.shape)];
const NO_STARS = "cannot be asked for: datasets have no stars and bookmarks here.";
const UNLISTED = {
  additional_fields: "names none that datasets have here: leave it out.",
  sort_by_star_count: NO_STARS,
  starred_only: NO_STARS,
  bookmark: NO_STARS,
  sort_by_relevance: "cannot be asked for: what is found is found, without a rank.",
};

const list: AppRoute = {
  call: "ListDatasets",
  method: "GET",
  path: "/datasets",
  scope: "app",
  access: "member",
  request: "ListDatasetsRequest",
  run: async ({ store }, { message, app }) => {
    refuseUnkept(message, LIST_FIELDS, { reasons: UNLISTED });
    const filter = List.parse(message);
    const { limit, offset } = readPage(message);
    const words = [filter.id, ...filter.search.split(/\s+/)].filter((word) => word !== "");
    const rows = await store.db
      .selectFrom("datasets")
      .selectAll()
      .where("app", "=", app.key)
      .where("id", "is not", null)
      .orderBy(orderOf(filter), filter.sort_ascending || !isSorted(filter) ? "asc" : "desc")
      .orderBy("key")
      // What is searched in is a message: an app has few datasets, so they are read and looked at.
      .$if(words.length === 0, (query) => query.limit(limit).offset(offset))
      .execute();
    const found = words.length === 0 ? rows : rows.filter((row) => holdsAll(row, words)).slice(offset, offset + limit);
    return { datasets: found.map((row) => messageOf(row, app)) };
  },
};

type ListFilter = z.infer<typeof List>;

/** Without a word about the order they come in the order of their making. */
const isSorted = ({ sort_ascending, sort_by_created_at, sort_by_modified_at, sort_by_id }: ListFilter): boolean =>
  sort_ascending || sort_by_created_at || sort_by_modified_at || sort_by_id;

function orderOf(filter: ListFilter): "key" | "id" | "modified_at" {
  if (filter.sort_by_id) return "id";
  return !isSorted(filter) || filter.sort_by_created_at ? "key" : "modified_at";
}

/** Whether id, description and notes hold every word, whatever its case. */
function holdsAll(row: DatasetRow, words: readonly string[]): boolean {
  const { description, notes } = parseBody(row.body);
  const text = [row.id, description, notes].join("\n").toLowerCase();
  return words.every((word) => text.includes(word.replace(/\*+$/, "").toLowerCase()));
}

const get: AppRoute = {
  call: "GetDataset",
  method: "GET",
  path: "/datasets/{dataset_id}",
  scope: "app",
  access: "member",
  request: "GetDatasetRequest",
  run: async ({ store }, { message, app }) => {
    refuseUnkept(message, ["user_app_id", "dataset_id"], { reasons: UNLISTED });
    return { dataset: messageOf(await getDataset(store.db, app, message), app) };
  },
};

/** What a client says of a dataset. */
const KEPT = [
  "description",
  "metadata",
  "visibility",
  "default_annotation_filter",
  "default_processing_info",
  "notes",
  "image",
];
const BY_THE_SERVICE = "is written by the service: leave it out.";
const UNKEPT = {
  created_at: BY_THE_SERVICE,
  modified_at: BY_THE_SERVICE,
  version: "is not kept here: datasets have no versions.",
};

const post: AppRoute = {
  call: "PostDatasets",
  method: "POST",
  path: "/datasets",
  scope: "app",
  access: "owner",
  request: "PostDatasetsRequest",
  run: async ({ store, now, newId }, { message, app }) => {
    const datasets = readItems(message, "datasets");
    for (const [index, item] of datasets.entries()) refuseMisfits(item, app, `datasets[${index}].`);
    const createdAt = now().toISOString();
    const rows = await store.writeApp(app.key, async (trx) => {
      const first = await takeKeys(trx, "dataset", datasets.length);
      const rows = datasets.map((item, index) => ({
        key: first + index,
        app: app.key,
        id: Named.parse(item).id || newId(),
        body: JSON.stringify(keptOf(item)),
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

const keptOf = (item: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(item).filter(([field]) => KEPT.includes(field)));

/** Throws where a dataset says what a dataset of this app cannot be. */
function refuseMisfits(item: JsonObject, app: App, where: string): void {
  refuseUnkept(item, [...KEPT, "id", "app_id", "user_id"], { where, reasons: UNKEPT });
  refuseOtherApp(item, app, where);
}

/** Changes datasets, all or none. `remove` takes the picture away, and nothing else, as the protocol says. */
const patch: AppRoute = {
  call: "PatchDatasets",
  method: "PATCH",
  path: "/datasets",
  scope: "app",
  access: "owner",
  request: "PatchDatasetsRequest",
  run: async ({ store, now }, { message, app }) => {
    const action = readPatchAction(message);
    const items = readItems(message, "datasets");
    const ids = readPatchIds(items, "datasets");
    const after = await store.writeApp(app.key, async (trx) => {
      const found = await findDatasets(trx, app.key, ids);
      const changed: DatasetRow[] = [];
      for (const [index, id] of ids.entries()) {
        const row = found.get(id);
        if (row === undefined) throw datasetMissing(id);
        const item = items[index] ?? {};
        refuseChanged(item, messageOf(row, app), { patchable: [...KEPT, "id"], where: `dataset "${id}": ` });
        const body = JSON.stringify(patchedBody(id, parseBody(row.body), keptOf(item), action));
        const next = { body, modified_at: now().toISOString() };
        await trx.updateTable("datasets").set(next).where("key", "=", row.key).execute();
        changed.push({ ...row, ...next });
      }
      return changed;
    });
    return { datasets: after.map((row) => messageOf(row, app)) };
  },
};

function patchedBody(id: string, before: JsonObject, sent: JsonObject, action: PatchAction): JsonObject {
  if (action === "remove") {
    const { image, ...rest } = before;
    refuseUnkept(sent, ["image"], {
      where: `dataset "${id}": `,
      reason: 'cannot be removed: "remove" takes away the "image".',
    });
    if (!isObject(image) || !isObject(sent["image"]) || sent["image"]["url"] !== image["url"])
      throw invalidRequest(`Dataset "${id}": to remove its image, send "image.url" as it is now.`);
    return rest;
  }
  const outcome = patchMessage(before, sent, action);
  if ("problem" in outcome) throw invalidRequest(outcome.problem);
  refuseExcess("Dataset", outcome.message, `dataset "${id}": `);
  return outcome.message;
}

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
      if (missing !== undefined) throw datasetMissing(missing);
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

export const datasetRoutes = [list, get, post, patch, remove];
