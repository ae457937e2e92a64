import { type Expression, expressionBuilder, type SqlBool, sql } from "kysely";
import * as z from "zod";
import { readPage, weighPage } from "../http/page.ts";
import { readItems } from "../http/read-items.ts";
import { refuseUnkept } from "../http/refuse-fields.ts";
import type { AppRoute } from "../http/route.ts";
import type { Service } from "../http/service.ts";
import { beginChange } from "../labeling/change-labels.ts";
import { createAnnotations, type NewAnnotation } from "../labeling/write-annotations.ts";
import { invalidRequest } from "../protocol/api-error.ts";
import { isObject, type JsonObject } from "../protocol/json.ts";
import { annotationMessage, deleteAnnotation, type NamedAnnotation } from "../tables/annotations.ts";
import { type AppCall, isOwner } from "../tables/call.ts";
import { type Narrow, pageOfVisible } from "../tables/find-visible.ts";
import type { TasksServiceSchema } from "../tables/schema.ts";
import type { Reader, Writer } from "../tables/store.ts";
import { selectVisible } from "../tables/visible-annotations.ts";
import { bytesOf, weightOf, weightOfChange, weightOfLabels } from "../tables/weights.ts";
import { annotationMissing, loadVisible, MAX_ANNOTATIONS } from "./load-annotations.ts";
import { requireInputKeys } from "./load-inputs.ts";

const Ids = z.array(z.string()).default([]);
const List = z.object({
  ids: Ids,
  input_ids: Ids,
  user_ids: Ids,
  model_version_ids: Ids,
  workflow_version_ids: Ids,
  task_id: z.string().default(""),
  statuses: z.array(z.object({ code: z.number().default(0) })).default([]),
});
const Worker = z.object({ user: z.object({ id: z.string().default("") }).prefault({}) }).prefault({});
const New = z.object({
  id: z.string().default(""),
  input_id: z.string().default(""),
  task_id: z.string().default(""),
  user_id: z.string().default(""),
  worker: Worker,
  annotation_info: z.looseObject({ task_id: z.unknown().optional() }).default({}),
  data: z.unknown().optional(),
  status: z.object({ code: z.number().optional() }).prefault({}),
});
const One = z.object({ input_id: z.string(), annotation_id: z.string() });
const Delete = z.object({ ids: Ids, input_ids: Ids });

const list: AppRoute = {
  call: "ListAnnotations",
  method: "GET",
  path: "/annotations",
  scope: "app",
  access: "member",
  request: "ListAnnotationsRequest",
  run: async (service, call) => {
    const filter = List.parse(call.message);
    const { limit, offset } = readPage(call.message);
    const codes = filter.statuses.map(({ code }) => code);
    if (codes.includes(0)) throw invalidRequest('"statuses" are filtered by their "code".');
    // Whoever names versions of models or workflows alone asks for what no one here has made.
    const isByMachines = filter.model_version_ids.length > 0 || filter.workflow_version_ids.length > 0;
    if (isByMachines && filter.user_ids.length === 0) return { annotations: [] };
    const narrow: Narrow = (query) =>
      query
        .$if(filter.ids.length > 0 || filter.input_ids.length > 0, (query) => query.where(isNamed(filter)))
        .$if(filter.user_ids.length > 0, (query) => query.where("users.id", "in", filter.user_ids))
        .$if(filter.task_id !== "", (query) => query.where("tasks.id", "=", filter.task_id))
        .$if(codes.length > 0, (query) => query.where("annotations.status", "in", codes));
    const keys = await pageOfVisible(service.store.db, call, { narrow, limit, offset });
    if (keys.length === 0) return { annotations: [] };
    const page = selectVisible(service.store.db, call).where("annotations.key", "in", keys).orderBy("annotations.key");
    weighPage(service, await page.clearSelect().select(bytesOf("annotations.body")).execute());
    const rows = await page.execute();
    return { annotations: rows.map((row) => annotationMessage(row)) };
  },
};

type Names = { readonly ids: readonly string[]; readonly input_ids: readonly string[] };

/** The n-th annotation belongs to the n-th input where both are named; ids alone, and inputs alone, do too. */
function isNamed({ ids, input_ids }: Names): Expression<SqlBool> {
  const eb = expressionBuilder<TasksServiceSchema, "annotations" | "inputs">();
  if (input_ids.length === 0) return eb("annotations.id", "in", ids);
  if (ids.length === 0) return eb("inputs.id", "in", input_ids);
  refuseUnpaired({ ids, input_ids });
  const pairs = sql.join(ids.map((id, index) => sql`(${id}, ${input_ids[index]})`));
  return sql<SqlBool>`(annotations.id, inputs.id) in (values ${pairs})`;
}

function refuseUnpaired({ ids, input_ids }: Names): void {
  if (ids.length === input_ids.length) return;
  throw invalidRequest(
    `"ids" and "input_ids" go together one by one, and there are ${ids.length} and ${input_ids.length}.`,
  );
}

const get: AppRoute = {
  call: "GetAnnotation",
  method: "GET",
  path: "/inputs/{input_id}/annotations/{annotation_id}",
  scope: "app",
  access: "member",
  request: "GetAnnotationRequest",
  run: async (service, call) => ({ annotation: annotationMessage(await loadOne(service.store.db, service, call)) }),
};

async function loadOne(db: Reader, { weigh }: Pick<Service, "weigh">, call: AppCall): Promise<NamedAnnotation> {
  const { input_id, annotation_id } = One.parse(call.message);
  weigh(await weightOf(db, "annotations", call.app.key, { ids: [annotation_id] }));
  const [row] = await loadVisible(db, call, [annotation_id]);
  if (row?.input_id !== input_id) throw annotationMissing(annotation_id);
  return row;
}

const post: AppRoute = {
  call: "PostAnnotations",
  method: "POST",
  path: "/annotations",
  scope: "app",
  access: "member",
  request: "PostAnnotationsRequest",
  run: async (service, call) => {
    const items = readItems(call.message, "annotations");
    const wanted = items.map((item, index) => readNew(item, `annotations[${index}].`, service.newId));
    service.weigh(await weightOfNew(service.store.db, call, wanted));
    const ids = await service.writeWithAnswers(call.app.key, (trx, answers) =>
      createAnnotations(trx, call, wanted, { now: service.now().toISOString(), newId: service.newId, answers }),
    );
    const rows = await loadVisible(service.store.db, call, ids);
    return { annotations: rows.map((row) => annotationMessage(row)) };
  },
};

/** What is gone through beside the request: what the annotations are about, and what was said of it before. */
async function weightOfNew(db: Reader, { app, caller }: AppCall, wanted: readonly NewAnnotation[]): Promise<number> {
  const inputs = { ids: wanted.map(({ inputId }) => inputId) };
  const tasks = { ids: wanted.map(({ taskId }) => taskId) };
  const authors = { ids: [caller.id, ...wanted.map(({ userId }) => userId)] };
  return (
    (await weightOf(db, "inputs", app.key, inputs)) +
    (await weightOf(db, "tasks", app.key, tasks)) +
    (await weightOfLabels(db, app.key, inputs, authors))
  );
}

const KEPT = ["id", "input_id", "task_id", "user_id", "worker", "annotation_info", "data", "status"];
const BY_THE_SERVICE = "is written by the service: leave it out.";
const NO_MODELS = "cannot be kept: there are no models here.";
const UNKEPT = {
  created_at: BY_THE_SERVICE,
  modified_at: BY_THE_SERVICE,
  consensus_info: BY_THE_SERVICE,
  input_level: "cannot be set: what holds for an input as such is sent with the input.",
  trusted: "cannot be set: whatever a user says is trusted.",
  model_version_id: NO_MODELS,
  embed_model_version_id: NO_MODELS,
};

function readNew(item: JsonObject, where: string, newId: () => string): NewAnnotation {
  refuseUnkept(item, KEPT, { where, reasons: UNKEPT });
  const sentWorker = isObject(item["worker"]) ? item["worker"] : {};
  refuseUnkept(sentWorker, ["user"], { where: `${where}worker.`, reason: "cannot label here: workers are users." });
  const user = isObject(sentWorker["user"]) ? sentWorker["user"] : {};
  refuseUnkept(user, ["id"], { where: `${where}worker.user.`, reason: "is not taken: a worker is named by their id." });
  const { id, input_id, task_id, user_id, worker, annotation_info, data, status } = New.parse(item);
  const infoTask = typeof annotation_info.task_id === "string" ? annotation_info.task_id : "";
  return {
    id: id === "" ? newId() : id,
    inputId: input_id,
    taskId: oneOf(task_id, infoTask, `"${where}task_id" and "annotation_info.task_id"`),
    info: JSON.stringify(annotation_info),
    userId: oneOf(worker.user.id, user_id, `"${where}worker.user.id" and "user_id"`),
    data: isObject(data) ? data : {},
    status: status.code,
  };
}

/** What is said in the present and the deprecated place; throws where they differ. */
function oneOf(present: string, deprecated: string, fields: string): string {
  if (present !== "" && deprecated !== "" && present !== deprecated) {
    throw invalidRequest(`${fields} name "${present}" and "${deprecated}": leave out one of them.`);
  }
  return present === "" ? deprecated : present;
}

const remove: AppRoute = {
  call: "DeleteAnnotations",
  method: "DELETE",
  path: "/annotations",
  scope: "app",
  access: "member",
  request: "DeleteAnnotationsRequest",
  run: async (service, call) => {
    const names = Delete.parse(call.message);
    if (names.ids.length === 0 && names.input_ids.length === 0)
      throw invalidRequest('Name at least one annotation in "ids", or inputs in "input_ids".');
    if (Math.max(names.ids.length, names.input_ids.length) > MAX_ANNOTATIONS)
      throw invalidRequest(`Name at most ${MAX_ANNOTATIONS} annotations or inputs at a time.`);
    // How much was said of inputs is known once it is read.
    const isByInputs = names.ids.length === 0;
    service.weigh(
      isByInputs ? Number.POSITIVE_INFINITY : await weightOfChange(service.store.db, call.app.key, names.ids),
    );
    return removeAll(service, call, (trx) => findNamed(trx, call, names));
  },
};

/** By ids: each must be there, and belong to the input that is named with it. By inputs alone: all that the caller has said of them, and to the owner of the app all. */
async function findNamed(db: Reader, call: AppCall, { ids, input_ids }: Names): Promise<NamedAnnotation[]> {
  if (ids.length === 0) {
    const inputs = await requireInputKeys(db, call.app.key, input_ids);
    return selectVisible(db, call)
      .where("annotations.input", "in", inputs)
      .$if(!isOwner(call), (query) => query.where("annotations.person", "=", call.caller.key))
      .execute();
  }
  if (input_ids.length > 0) refuseUnpaired({ ids, input_ids });
  const rows = await loadVisible(db, call, ids);
  for (const [index, row] of rows.entries()) {
    if (input_ids.length > 0 && input_ids[index] !== row.input_id) throw annotationMissing(row.id);
  }
  return rows;
}

async function removeAll(
  service: Service,
  call: AppCall,
  find: (trx: Writer) => Promise<NamedAnnotation[]>,
): Promise<JsonObject> {
  await service.writeWithAnswers(call.app.key, async (trx, answers) => {
    const rows = new Map((await find(trx)).map((row) => [row.key, row]));
    const change = await beginChange(trx, call, [...rows.values()], { now: service.now().toISOString(), answers });
    for (const row of change.rows) await deleteAnnotation(trx, row);
    await change.end();
  });
  return {};
}

const removeOne: AppRoute = {
  call: "DeleteAnnotation",
  method: "DELETE",
  path: "/inputs/{input_id}/annotations/{annotation_id}",
  scope: "app",
  access: "member",
  request: "DeleteAnnotationRequest",
  run: (service, call) => removeAll(service, call, async (trx) => [await loadOne(trx, service, call)]),
};

export const annotationRoutes = [list, get, post, remove, removeOne];
