import { type Expression, expressionBuilder, type SqlBool } from "kysely";
import { Status } from "../protocol/status.ts";
import type { Phase } from "../rules/decision/review-progress.ts";
import { selectAnnotations } from "./annotations.ts";
import type { App, Caller } from "./call.ts";
import type { TaskRow, TasksServiceSchema } from "./schema.ts";
import type { Reader } from "./store.ts";

/** A task in one of these asks for no more labels: its lead has closed it. */
const CLOSED: readonly number[] = [Status.TASK_DONE, Status.TASK_WONT_DO];

/** What a label is after its last decision, and its assignment. */
const DECIDED_LABEL = [Status.ANNOTATION_SUCCESS, Status.ANNOTATION_REVIEW_DENIED];
const DECIDED_WORK = [Status.TASK_ASSIGNMENT_SUCCESS, Status.TASK_ASSIGNMENT_REJECTED];
/** An input has a result; one whose labels were all rejected has none, and may be labeled again. */
const WITH_RESULT: Phase[] = ["skipped", "approved"];
const BEFORE_REVIEWERS: Phase[] = ["review", "approved", "rejected", "waiting"];

export type Viewer = { readonly caller: Pick<Caller, "key">; readonly app: Pick<App, "key" | "owner"> };

/**
 * The annotations of an app that somebody may see (decision 0012). The owner sees all; others see labels without a task, their own, those
 * of closed tasks, as a reviewer what has come to review, and as a worker the labels of an input that has a result once their own is decided.
 */
export const selectVisible = (db: Reader, { caller, app }: Viewer) =>
  selectAnnotations(db, app.key).$if(caller.key !== app.owner, (query) => query.where(isVisibleTo(caller.key)));

type Joined = Pick<TasksServiceSchema, "annotations"> & { tasks: TasksServiceSchema["tasks"] };

/**
 * Whether somebody may see what is said of all labels of a task together (agreement, counts of each worker): its owner, its reviewers as
 * far as they do not label in it themselves, and everybody once it is closed.
 */
export async function seesWholeTask(db: Reader, { caller, app }: Viewer, task: TaskRow): Promise<boolean> {
  if (caller.key === app.owner || CLOSED.includes(task.status)) return true;
  const roles = await db
    .selectFrom("task_people")
    .select("role")
    .where("task", "=", task.key)
    .where("person", "=", caller.key)
    .execute();
  return roles.some(({ role }) => role === "reviewer") && !roles.some(({ role }) => role === "worker");
}

/** Condition for queries that join `annotations` with `tasks`. */
export function isVisibleTo(viewer: number): Expression<SqlBool> {
  const eb = expressionBuilder<Joined & TasksServiceSchema, "annotations" | "tasks">();
  const ownWork = eb
    .selectFrom("assignments")
    .select("assignments.status")
    .whereRef("assignments.task", "=", "annotations.task")
    .whereRef("assignments.input", "=", "annotations.input")
    .where("assignments.worker", "=", viewer);
  const role = (name: "worker" | "reviewer") =>
    eb
      .selectFrom("task_people")
      .select("task_people.person")
      .whereRef("task_people.task", "=", "annotations.task")
      .where("task_people.role", "=", name)
      .where("task_people.person", "=", viewer);
  const item = (phases: Phase[]) =>
    eb
      .selectFrom("items")
      .select("items.input")
      .whereRef("items.task", "=", "annotations.task")
      .whereRef("items.input", "=", "annotations.input")
      .where("items.phase", "in", phases);
  const openSlot = eb
    .selectFrom("open_slots")
    .select("open_slots.input")
    .whereRef("open_slots.task", "=", "annotations.task")
    .whereRef("open_slots.input", "=", "annotations.input");
  const hasLabeled = eb.exists(ownWork.where("assignments.status", "!=", Status.TASK_ASSIGNMENT_PENDING));
  // For a worker who has not labeled the input: whether it is theirs, or may come to them.
  const isToLabel = [eb("tasks.strategy", "=", "FULL"), eb.exists(ownWork), eb.exists(openSlot)];
  return eb.or([
    eb("annotations.task", "is", null),
    eb("annotations.person", "=", viewer),
    eb("tasks.status", "in", CLOSED),
    eb.and([
      eb("annotations.status", "!=", Status.ANNOTATION_PENDING),
      eb.exists(role("reviewer")),
      eb.exists(item(BEFORE_REVIEWERS)),
      eb.or([eb.not(eb.exists(role("worker"))), hasLabeled, eb.not(eb.or(isToLabel))]),
    ]),
    eb.and([
      eb("annotations.status", "in", DECIDED_LABEL),
      // First what most often fails.
      eb.exists(ownWork.where("assignments.status", "in", DECIDED_WORK)),
      eb.exists(item(WITH_RESULT)),
    ]),
  ]);
}
