import { z } from "zod";
import { type ApiError, invalidRequest, notFound } from "../api-error.ts";
import { readPage } from "../http/page.ts";
import type { AppCall, AppRoute } from "../http/route.ts";
import { checkLabel, createAnnotations, labelForbidden, mayLabel } from "../labeling/write-annotations.ts";
import { isObject, type JsonObject } from "../protocol/json.ts";
import { patchLabel } from "../rules/patch-label.ts";
import type { Service } from "../service.ts";
import type { Reader, Writer } from "../store.ts";
import { annotationMessage, deleteAnnotation, type NamedAnnotation, selectAnnotations } from "../tables/annotations.ts";
import { chunksOf } from "../tables/chunks-of.ts";
import { parseBody } from "../tables/parse-body.ts";

/** The vendor's largest batch. */
const MAX_ANNOTATIONS = 128;

const Ids = z.array(z.string()).default([]);
const List = z.object({
  ids: Ids,
  input_ids: Ids,
  user_ids: Ids,
  task_id: z.string().default(""),
  statuses: z.array(z.object({ code: z.number().default(0) })).default([]),
});
const Post = z.object({
  annotations: z
    .array(
      z.object({
        id: z.string().default(""),
        input_id: z.string().default(""),
        task_id: z.string().default(""),
        user_id: z.string().default(""),
        worker: z.object({ user: z.object({ id: z.string().default("") }).prefault({}) }).prefault({}),
        annotation_info: z.record(z.string(), z.unknown()).default({}),
        data: z.unknown().optional(),
      }),
    )
    .default([]),
});
const Patch = z.object({
  action: z.enum(["", "merge", "overwrite", "remove"]).catch(""),
  annotations: z
    .array(z.object({ id: z.string().default(""), input_id: z.string().default(""), data: z.unknown().optional() }))
    .default([]),
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
  run: async ({ store }, { message, app }) => {
    const filter = List.parse(message);
    const { limit, offset } = readPage(message);
    const codes = filter.statuses.map(({ code }) => code).filter((code) => code !== 0);
    const rows = await selectAnnotations(store.db, app.key)
      .$if(filter.ids.length > 0, (query) => query.where("annotations.id", "in", filter.ids))
      .$if(filter.input_ids.length > 0, (query) => query.where("inputs.id", "in", filter.input_ids))
      .$if(filter.user_ids.length > 0, (query) => query.where("users.id", "in", filter.user_ids))
      .$if(filter.task_id !== "", (query) => query.where("tasks.id", "=", filter.task_id))
      .$if(codes.length > 0, (query) => query.where("annotations.status", "in", codes))
      .orderBy("annotations.key")
      .limit(limit)
      .offset(offset)
      .execute();
    return { annotations: rows.map((row) => annotationMessage(row)) };
  },
};

const get: AppRoute = {
  call: "GetAnnotation",
  method: "GET",
  path: "/inputs/{input_id}/annotations/{annotation_id}",
  scope: "app",
  access: "member",
  request: "GetAnnotationRequest",
  run: async ({ store }, { message, app }) => {
    const { input_id, annotation_id } = One.parse(message);
    const [row] = await loadAnnotations(store.db, app.key, [annotation_id]);
    if (row === undefined || row.input_id !== input_id) throw annotationMissing(annotation_id);
    return { annotation: annotationMessage(row) };
  },
};

const annotationMissing = (id: string): ApiError => notFound(`No annotation has the id "${id}".`);

/** Annotations by id, in the order of the ids; throws when one is missing. */
async function loadAnnotations(db: Reader, app: number, ids: readonly string[]): Promise<NamedAnnotation[]> {
  const found = new Map<string, NamedAnnotation>();
  for (const chunk of chunksOf(ids)) {
    const rows = await selectAnnotations(db, app).where("annotations.id", "in", chunk).execute();
    for (const row of rows) found.set(row.id, row);
  }
  return ids.map((id) => {
    const row = found.get(id);
    if (row === undefined) throw annotationMissing(id);
    return row;
  });
}

const post: AppRoute = {
  call: "PostAnnotations",
  method: "POST",
  path: "/annotations",
  scope: "app",
  access: "member",
  request: "PostAnnotationsRequest",
  run: async (service, call) => {
    const { annotations } = Post.parse(call.message);
    if (annotations.length === 0) throw invalidRequest('"annotations" is empty: send at least one.');
    if (annotations.length > MAX_ANNOTATIONS)
      throw invalidRequest(`Send at most ${MAX_ANNOTATIONS} annotations at a time.`);
    const wanted = annotations.map(({ id, input_id, task_id, user_id, worker, annotation_info, data }) => ({
      id: id === "" ? service.newId() : id,
      inputId: input_id,
      taskId: task_id === "" ? deprecatedTaskId(annotation_info) : task_id,
      info: JSON.stringify(annotation_info),
      userId: worker.user.id === "" ? user_id : worker.user.id,
      data: isObject(data) ? data : {},
    }));
    const ids = await service.store.writeApp(call.app.key, (trx) =>
      createAnnotations(trx, call, wanted, service.now().toISOString()),
    );
    const rows = await loadAnnotations(service.store.db, call.app.key, ids);
    return { annotations: rows.map((row) => annotationMessage(row)) };
  },
};

/** Where old clients name the task. */
const deprecatedTaskId = ({ task_id }: Record<string, unknown>): string => (typeof task_id === "string" ? task_id : "");

const patch: AppRoute = {
  call: "PatchAnnotations",
  method: "PATCH",
  path: "/annotations",
  scope: "app",
  access: "member",
  request: "PatchAnnotationsRequest",
  run: async (service, call) => {
    const { action, annotations } = Patch.parse(call.message);
    if (action === "") throw invalidRequest('"action" must be "merge", "overwrite" or "remove".');
    if (annotations.length === 0) throw invalidRequest('"annotations" is empty: send at least one.');
    const ids = annotations.map(({ id }) => id);
    await changeAnnotations(service, call, ids, async (trx, row, index) => {
      const sent = annotations[index];
      if (sent?.input_id && sent.input_id !== row.input_id) {
        throw invalidRequest(`Annotation "${row.id}" is about the input "${row.input_id}", not "${sent.input_id}".`);
      }
      const data = patchLabel(parseBody(row.body), isObject(sent?.data) ? sent.data : {}, action);
      await checkLabel(trx, call.app, row, data);
      await trx
        .updateTable("annotations")
        .set({ body: JSON.stringify(data), modified_at: service.now().toISOString() })
        .where("key", "=", row.key)
        .execute();
    });
    const rows = await loadAnnotations(service.store.db, call.app.key, ids);
    return { annotations: rows.map((row) => annotationMessage(row)) };
  },
};

/** Changes annotations, all or none; only those that the caller may still change. */
async function changeAnnotations(
  service: Service,
  call: AppCall,
  ids: readonly string[],
  change: (trx: Writer, row: NamedAnnotation, index: number) => Promise<void>,
): Promise<void> {
  await service.store.writeApp(call.app.key, async (trx) => {
    const rows = await loadAnnotations(trx, call.app.key, ids);
    for (const [index, row] of rows.entries()) {
      if (!(await mayLabel(trx, call, row))) {
        throw labelForbidden(`Annotation "${row.id}" can be changed by who made it, until it is submitted.`);
      }
      await change(trx, row, index);
    }
  });
}

async function removeAll(service: Service, call: AppCall, ids: readonly string[]): Promise<JsonObject> {
  if (ids.length === 0) throw invalidRequest('"ids" is empty: name at least one annotation.');
  await changeAnnotations(service, call, [...new Set(ids)], async (trx, row) => {
    await deleteAnnotation(trx, row);
  });
  return {};
}

const remove: AppRoute = {
  call: "DeleteAnnotations",
  method: "DELETE",
  path: "/annotations",
  scope: "app",
  access: "member",
  request: "DeleteAnnotationsRequest",
  run: (service, call) => removeAll(service, call, Delete.parse(call.message).ids),
};

const removeOne: AppRoute = {
  call: "DeleteAnnotation",
  method: "DELETE",
  path: "/inputs/{input_id}/annotations/{annotation_id}",
  scope: "app",
  access: "member",
  request: "DeleteAnnotationRequest",
  run: async (service, call) => {
    const { input_id, annotation_id } = One.parse(call.message);
    const [row] = await loadAnnotations(service.store.db, call.app.key, [annotation_id]);
    if (row?.input_id !== input_id) throw annotationMissing(annotation_id);
    return removeAll(service, call, [annotation_id]);
  },
};

export const annotationRoutes = [list, get, post, patch, remove, removeOne];
