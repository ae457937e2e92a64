import { labelForbidden } from "../protocol/api-error.ts";
import { Status } from "../protocol/status.ts";
import { type Answers, untilUnanswered } from "../questions/answers.ts";
import type { NamedAnnotation } from "../tables/annotations.ts";
import { type Pair, readStatus } from "../tables/assignments.ts";
import { type AppCall, isOwner } from "../tables/call.ts";
import type { Writer } from "../tables/store.ts";
import { chunksOf } from "../tables/store.ts";
import { loadTask } from "../tables/tasks.ts";
import { isOpenToAll, loadWorkTask, type WorkTask } from "../work/work-task.ts";
import { beginCorrection } from "./begin-correction.ts";
import { reopenLabel } from "./begin-label.ts";
import { endLabels } from "./end-labels.ts";

/** Annotations that are about to be changed, as they are then; `end` is called when they are. */
export type LabelChange = { readonly rows: readonly NamedAnnotation[]; end(): Promise<void> };

/**
 * Begins to change or delete annotations, of whatever tasks; throws unless the caller may: the owner any, others their own, while it is not
 * submitted. Where a task names nobody its labels are submitted as they come: they go back to their workers for the change. With
 * `mayCorrect`, reviewers may change what awaits their review.
 */
export async function beginChange(
  trx: Writer,
  call: AppCall,
  labels: readonly NamedAnnotation[],
  { now, answers, mayCorrect = false }: { now: string; answers: Answers; mayCorrect?: boolean },
): Promise<LabelChange> {
  const changed = new Map<string, { task: WorkTask; pairs: Pair[] }>();
  for (const label of labels) {
    const isTheirs = isOwner(call) || call.caller.key === label.person;
    if (!isTheirs && !(mayCorrect && label.task_id !== null)) refuseOthers(label);
    if (label.task_id === null) continue;
    const entry = changed.get(label.task_id) ?? {
      task: await loadWorkTask(trx, await loadTask(trx, call.app, label.task_id), answers),
      pairs: [],
    };
    changed.set(label.task_id, entry);
    const pair = { input: label.input, worker: label.person };
    const { task } = entry;
    let isCorrection = false;
    await untilUnanswered(async () => {
      isCorrection = mayCorrect && (await beginCorrection(trx, task, pair, { reviewer: call.caller, now }));
      if (isCorrection) return;
      if (!isTheirs) refuseOthers(label);
      await bringBack(trx, task, label, pair, now);
    });
    if (isCorrection) continue;
    if (!entry.pairs.some((each) => each.input === pair.input && each.worker === pair.worker)) entry.pairs.push(pair);
  }
  return {
    rows: await withStatus(trx, labels),
    end: async () => {
      for (const { task, pairs } of changed.values()) await endLabels(trx, task, pairs, now);
    },
  };
}

function refuseOthers({ id }: NamedAnnotation): never {
  throw labelForbidden(
    `Annotation "${id}" can be changed by who made it, by the owner of the app, and by reviewers of its task while it awaits their review.`,
  );
}

/** Throws where a label is submitted, unless it can be brought back. */
async function bringBack(trx: Writer, task: WorkTask, { id }: NamedAnnotation, pair: Pair, now: string): Promise<void> {
  const status = await readStatus(trx, { task: task.row.key, ...pair });
  if (status === undefined || status === Status.TASK_ASSIGNMENT_PENDING) return;
  if (isOpenToAll(task) && (await reopenLabel(trx, task, pair, now))) return;
  // What is submitted has been counted and compared: not even the owner changes it behind the review's back.
  throw labelForbidden(`Annotation "${id}" is submitted: a reviewer can send it back for changes.`);
}

/** The annotations with the status that they have now. */
export async function withStatus(trx: Writer, labels: readonly NamedAnnotation[]): Promise<NamedAnnotation[]> {
  const statuses = new Map<number, number>();
  for (const chunk of chunksOf(labels)) {
    const rows = await trx
      .selectFrom("annotations")
      .select(["key", "status"])
      .where(
        "key",
        "in",
        chunk.map(({ key }) => key),
      )
      .execute();
    for (const { key, status } of rows) statuses.set(key, status);
  }
  return labels.map((label) => ({ ...label, status: statuses.get(label.key) ?? label.status }));
}
