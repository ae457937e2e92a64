import * as z from "zod";
import { readItems, readPatchAction, readPatchIds } from "../http/read-items.ts";
import { refuseChanged, refuseExcess } from "../http/refuse-fields.ts";
import type { AppRoute } from "../http/route.ts";
import type { Service } from "../http/service.ts";
import { beginChange, withStatus } from "../labeling/change-labels.ts";
import { checkChange, settleStatus } from "../labeling/write-annotations.ts";
import { invalidRequest, labelInvalid } from "../protocol/api-error.ts";
import { isSet } from "../protocol/fields.ts";
import { isObject, type JsonObject } from "../protocol/json.ts";
import type { Answers } from "../questions/answers.ts";
import { type PatchAction, patchMessage } from "../rules/patch-message.ts";
import { annotationMessage, deleteAnnotation, type NamedAnnotation, storedData } from "../tables/annotations.ts";
import type { AppCall } from "../tables/call.ts";
import type { Writer } from "../tables/store.ts";
import { parseBody } from "../tables/store.ts";
import { weightOfChange } from "../tables/weights.ts";
import { loadVisible } from "./load-annotations.ts";

const PATCHABLE = ["id", "data", "annotation_info", "status"];

const Flags = z.object({ delete_if_empty_data: z.boolean().default(false) });
const Status = z.object({ status: z.object({ code: z.number().optional() }).prefault({}) });

/** Changes annotations, all or none; only those that the caller may still change. */
const patch: AppRoute = {
  call: "PatchAnnotations",
  method: "PATCH",
  path: "/annotations",
  scope: "app",
  access: "member",
  request: "PatchAnnotationsRequest",
  run: async (service, call) => {
    const action = readPatchAction(call.message);
    const isEmptyDeleted = Flags.parse(call.message).delete_if_empty_data;
    if (isEmptyDeleted && action !== "remove")
      throw invalidRequest('"delete_if_empty_data" goes with the action "remove" alone.');
    const items = readItems(call.message, "annotations");
    const ids = readPatchIds(items, "annotations");
    service.weigh(await weightOfChange(service.store.db, call.app.key, ids));
    const rows = await service.writeWithAnswers(call.app.key, async (trx, answers) => {
      const before = await loadVisible(trx, call, ids);
      for (const [index, row] of before.entries()) refuseOthers(row, items[index] ?? {});
      const begun = await beginChange(trx, call, before, {
        now: service.now().toISOString(),
        answers,
        mayCorrect: true,
      });
      const after: NamedAnnotation[] = [];
      for (const [index, row] of begun.rows.entries()) {
        const changed = await change(trx, service, call, { row, item: items[index] ?? {}, action, answers });
        const isDeleted = isEmptyDeleted && !isSet(storedData(changed));
        if (isDeleted) await deleteAnnotation(trx, changed);
        after.push(changed);
      }
      await begun.end();
      return withStatus(trx, after);
    });
    return { annotations: rows.map((row) => annotationMessage(row)) };
  },
};

/** Throws where a change names what it cannot change, its status among it. */
function refuseOthers(row: NamedAnnotation, item: JsonObject): void {
  refuseChanged(item, annotationMessage(row), { patchable: PATCHABLE, where: `annotation "${row.id}": ` });
  settleStatus(Status.parse(item).status.code, row.status, row.task !== null);
}

async function change(
  trx: Writer,
  service: Service,
  call: AppCall,
  { row, item, action, answers }: { row: NamedAnnotation; item: JsonObject; action: PatchAction; answers: Answers },
): Promise<NamedAnnotation> {
  const sent = { data: item["data"], info: item["annotation_info"] };
  const data = isObject(sent.data)
    ? await checkChange(trx, call, row, {
        data: patched(storedData(row), sent.data, action),
        newId: service.newId,
        answers,
      })
    : storedData(row);
  const info = isObject(sent.info) ? patched(parseBody(row.info), sent.info, action) : parseBody(row.info);
  if (action === "merge") refuseExcess("Annotation", { data, annotation_info: info }, `annotation "${row.id}": `);
  const changed = {
    body: JSON.stringify(data),
    info: JSON.stringify(info),
    // That of a label of a task follows its work, and what was sent is what it was.
    status: row.task === null ? settleStatus(Status.parse(item).status.code, row.status, false) : row.status,
    revision: row.revision + 1,
    modified_at: service.now().toISOString(),
  };
  await trx.updateTable("annotations").set(changed).where("key", "=", row.key).execute();
  return { ...row, ...changed };
}

/** Here `overwrite` replaces the message as a whole: what is to stay is sent again, as the vendor's guide says. */
function patched(before: JsonObject, patch: JsonObject, action: PatchAction): JsonObject {
  if (action === "overwrite") return patch;
  const outcome = patchMessage(before, patch, action);
  if ("problem" in outcome) throw labelInvalid(outcome.problem);
  return outcome.message;
}

export const patchAnnotationRoutes = [patch];
