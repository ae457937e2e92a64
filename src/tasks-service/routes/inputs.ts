import * as z from "zod";
import { readPage, weighPage } from "../http/page.ts";
import { readItems } from "../http/read-items.ts";
import { refuseUnkept } from "../http/refuse-fields.ts";
import type { AppRoute } from "../http/route.ts";
import { invalidRequest } from "../protocol/api-error.ts";
import { unkeptProblem } from "../protocol/fields.ts";
import { isObject, type JsonObject } from "../protocol/json.ts";
import { Status, statusOf } from "../protocol/status.ts";
import { problemOfInputData, withoutBytes } from "../rules/labels/input-data.ts";
import { addToDataset, findDatasets } from "../tables/datasets.ts";
import { withImageInfo } from "../tables/image-infos.ts";
import {
  addInputs,
  deleteInputs,
  findInputs,
  type InputOutcome,
  inputMessages,
  minimalMessages,
  type NewInput,
} from "../tables/inputs.ts";
import { unindexed } from "../tables/store.ts";
import { bytesOf, weightOf } from "../tables/weights.ts";
import { inputMissing, requireInputKeys } from "./load-inputs.ts";
import { patchInputs } from "./patch-inputs.ts";
import { readImageInfo } from "./read-image-info.ts";

const Post = z.object({
  inputs: z
    .array(
      z.object({
        id: z.string().default(""),
        data: z.looseObject({}).optional(),
        dataset_ids: z.array(z.string()).default([]),
      }),
    )
    .default([]),
  input_id_conflict_resolution: z.enum(["INPUT_ID_CONFLICT_RESOLUTION_NOT_SET", "SKIP", "SUFFIX"]).default("SKIP"),
});
const List = z.object({
  ids: z.array(z.string()).default([]),
  status: z.object({ code: z.number().default(0) }).prefault({}),
});
const Ids = z.object({ ids: z.array(z.string()).default([]) });

const list: AppRoute = {
  call: "ListInputs",
  method: "GET",
  path: "/inputs",
  scope: "app",
  access: "member",
  request: "ListInputsRequest",
  hasMinimal: true,
  run: async (service, { message, app, isMinimal }) => {
    const { ids, status } = List.parse(message);
    const { db } = service.store;
    const { limit, offset } = readPage(message);
    // Inputs are ready as soon as they are here: no other status exists.
    if (status.code !== 0 && status.code !== Status.INPUT_SUCCESS) return { inputs: [] };
    const page = db
      .selectFrom("inputs")
      .where("app", "=", app.key)
      .$if(ids.length > 0, (query) => query.where("id", "in", ids))
      .orderBy(ids.length > 0 ? unindexed("key") : "key")
      .limit(limit)
      .offset(offset);
    if (isMinimal) return { inputs: await minimalMessages(db, await page.select(["key", "id"]).execute()) };
    weighPage(service, await page.select(bytesOf("body")).execute());
    return { inputs: await inputMessages(db, await page.selectAll().execute()) };
  },
};

const count: AppRoute = {
  call: "GetInputCount",
  method: "GET",
  path: "/inputs/status",
  scope: "app",
  access: "member",
  request: "GetInputCountRequest",
  run: async ({ store }, { app }) => {
    const { total } = await store.db
      .selectFrom("inputs")
      .select(({ fn }) => fn.countAll().as("total"))
      .where("app", "=", app.key)
      .executeTakeFirstOrThrow();
    const none = {
      to_process: 0,
      errors: 0,
      processing: 0,
      reindexed: 0,
      to_reindex: 0,
      reindex_errors: 0,
      reindexing: 0,
    };
    return { counts: { processed: Number(total), ...none } };
  },
};

const get: AppRoute = {
  call: "GetInput",
  method: "GET",
  path: "/inputs/{input_id}",
  scope: "app",
  access: "member",
  request: "GetInputRequest",
  run: async ({ store: { db }, weigh }, { message, app }) => {
    const id = String(message["input_id"]);
    weigh(await weightOf(db, "inputs", app.key, { ids: [id] }));
    const rows = await findInputs(db, app.key, { ids: [id], limit: 1, offset: 0 });
    const [input] = await inputMessages(db, rows);
    if (input === undefined) throw inputMissing(id);
    return { input };
  },
};

const KEPT = ["id", "data", "dataset_ids"];
const UNKEPT = {
  created_at: "is written by the service: leave it out.",
  modified_at: "is written by the service: leave it out.",
  status: "is written by the service: leave it out.",
  settings: "is not kept by this service: a task says how its videos are sampled.",
};

/** Each input is taken or refused for itself: the status of the whole says whether all, some or none were taken. */
const post: AppRoute = {
  call: "PostInputs",
  method: "POST",
  path: "/inputs",
  scope: "app",
  access: "owner",
  request: "PostInputsRequest",
  carriesFiles: true,
  hasMinimal: true,
  run: async (service, { message, app, isMinimal }) => {
    refuseUnkept(message, ["user_app_id", "inputs", "input_id_conflict_resolution"], {
      reason: "is not kept here: every answer says itself what became of its inputs.",
    });
    const sent = readItems(message, "inputs");
    const { inputs, input_id_conflict_resolution } = Post.parse(message);
    const datasetIds = [...new Set(inputs.flatMap(({ dataset_ids }) => dataset_ids))];
    const datasets = await findDatasets(service.store.db, app.key, datasetIds);
    const toCandidate = async (
      { id, data, dataset_ids }: z.infer<typeof Post>["inputs"][number],
      index: number,
    ): Promise<NewInput> => {
      const body = readData(data);
      const missing = dataset_ids.find((dataset) => !datasets.has(dataset));
      const problem =
        unkeptProblem(sent[index] ?? {}, KEPT, { reasons: UNKEPT }) ??
        (missing === undefined ? problemOfInputData(body) : `No dataset has the id "${missing}".`);
      const imageInfo = problem === undefined ? await readImageInfo(body) : undefined;
      return {
        id: id === "" ? service.newId() : id,
        body,
        datasetIds: dataset_ids,
        ...(imageInfo && { imageInfo }),
        ...(problem !== undefined && { problem }),
      };
    };
    const candidates: NewInput[] = [];
    // One file in memory at a time.
    for (const [index, input] of inputs.entries()) candidates.push(await toCandidate(input, index));
    const createdAt = service.now().toISOString();
    const outcomes = await service.store.writeApp(app.key, async (trx) => {
      const added = await addInputs(trx, app.key, candidates, {
        createdAt,
        onConflict: input_id_conflict_resolution === "SUFFIX" ? "suffix" : "skip",
      });
      for (const [id, keys] of keysByDataset(added)) {
        const dataset = datasets.get(id);
        if (dataset !== undefined) await addToDataset(trx, dataset.key, keys, createdAt);
      }
      return added;
    });
    const failed = outcomes.filter(({ status }) => status.code !== Status.INPUT_SUCCESS).length;
    const code = failed === 0 ? Status.SUCCESS : failed === outcomes.length ? Status.FAILURE : Status.MIXED_STATUS;
    if (isMinimal) return { status: statusOf(code), inputs: outcomes.map(({ id, status }) => ({ id, status })) };
    return {
      status: statusOf(code),
      inputs: outcomes.map(({ id, input, status, key }) => ({
        id,
        // An image is not sent back to the one who has just sent it.
        data: withImageInfo(withoutBytes(input.body), input.imageInfo),
        ...(key !== undefined && { created_at: createdAt, modified_at: createdAt }),
        ...(input.datasetIds.length > 0 && { dataset_ids: [...input.datasetIds] }),
        status,
      })),
    };
  },
};

function keysByDataset(added: readonly InputOutcome[]): Map<string, number[]> {
  const keys = new Map<string, number[]>();
  for (const { key, input } of added) {
    if (key === undefined) continue;
    for (const id of new Set(input.datasetIds)) {
      const members = keys.get(id) ?? [];
      members.push(key);
      keys.set(id, members);
    }
  }
  return keys;
}

const readData = (data: Record<string, unknown> | undefined): JsonObject => (isObject(data) ? data : {});

const remove: AppRoute = {
  call: "DeleteInputs",
  method: "DELETE",
  path: "/inputs",
  scope: "app",
  access: "owner",
  request: "DeleteInputsRequest",
  run: async ({ store }, { message, app }) => {
    const ids = [...new Set(Ids.parse(message).ids)];
    if (ids.length === 0) throw invalidRequest('"ids" is empty: name at least one input.');
    await store.writeApp(app.key, async (trx) => {
      await deleteInputs(trx, app.key, await requireInputKeys(trx, app.key, ids));
    });
    return {};
  },
};

const removeOne: AppRoute = {
  call: "DeleteInput",
  method: "DELETE",
  path: "/inputs/{input_id}",
  scope: "app",
  access: "owner",
  request: "DeleteInputRequest",
  run: (service, call) => remove.run(service, { ...call, message: { ids: [String(call.message["input_id"])] } }),
};

export const inputRoutes = [list, count, get, post, patchInputs, remove, removeOne];
