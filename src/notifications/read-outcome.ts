import * as z from "zod";
import type { SubmissionOutcome, SubmissionSettled } from "../domain/submissions/submission-outcome.ts";
import type { TaskFormValues } from "../domain/task-form/task-form.ts";
import {
  Facts,
  InputSourceType,
  Named,
  Names,
  Part,
  Parts,
  PerInput,
  Priority,
  Role,
  TaskType,
  WorkerStrategy,
} from "./shared/read-payloads.ts";

/** A field that may hold nothing: JSON leaves it out. */
const orNothing = <S extends z.ZodType>(schema: S) => schema.optional().transform((value) => value);

const Concept = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("existing"), id: z.string(), name: z.string() }),
  z.object({ kind: z.literal("new"), name: z.string() }),
]);

const Group = z.object({ id: z.string(), handle: z.string() });

/** The fields of the task form, as outcomes carry them. */
const FormValues = z.object({
  name: z.string(),
  instructions: z.string(),
  type: orNothing(TaskType),
  concepts: z.array(Concept),
  // Absent in what was written before tasks had it.
  conceptsPerInput: PerInput.default("SEVERAL"),
  inputSource: InputSourceType,
  dataset: orNothing(Named),
  savedSearch: orNothing(Named),
  workers: z.array(z.string()),
  strategy: WorkerStrategy,
  workersPerInput: z.string(),
  split: z.enum(["EVENLY", "WEIGHTED"]),
  weights: z.record(z.string(), z.string()),
  weightLines: z.string(),
  review: z.enum(["NONE", "MANUAL", "CONSENSUS", "UNKNOWN"]),
  reviewers: z.array(z.string()),
  sample: z.string(),
  labelersMustAgree: z.string(),
  reviewersMustApprove: z.enum(["ONE", "ALL"]),
  priority: orNothing(Priority),
  sampleMs: z.string(),
  // Absent in what was written before tasks had them.
  workerGroups: z.array(Group).default([]),
  reviewerGroups: z.array(Group).default([]),
  outsideWorkers: z.array(z.string()),
  outsideReviewers: z.array(z.string()),
  machines: z.array(z.string()),
}) satisfies z.ZodType<TaskFormValues>;

const Status = z.enum(["IN_PROGRESS", "DONE", "WONT_DO", "FAILED", "IDLE", "UNKNOWN"]);

const Change = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("added"), assignment: Part }),
  z.object({ kind: z.literal("removed"), person: z.string(), role: Role, before: z.number().exactOptional() }),
  z.object({ kind: z.literal("changed"), assignment: Part, before: z.number().exactOptional() }),
]);

export const Source = z.object({
  channel: z.string(),
  threadTs: z.string(),
  permalink: z.string().exactOptional(),
});

export const Created = z.object({
  outcome: z.literal("created"),
  task: Facts,
  people: z.array(Part),
  names: Names,
  source: Source.exactOptional(),
  isToldLater: z.literal(true).exactOptional(),
});
export const Saved = z.object({
  outcome: z.literal("saved"),
  task: Facts,
  before: FormValues,
  after: FormValues,
  parts: Parts,
  assignments: z.array(Part),
  changes: z.array(Change),
  names: Names,
  from: z.string(),
  isToldLater: z.literal(true).exactOptional(),
});
export const StatusSetOutcome = z.object({
  outcome: z.literal("status-set"),
  task: Facts,
  status: z.enum(["IN_PROGRESS", "DONE", "WONT_DO"]),
  assignments: z.array(Part),
  asked: z.array(Part),
  isToldLater: z.literal(true).exactOptional(),
});
export const Deleted = z.object({
  outcome: z.literal("deleted"),
  tasks: z.array(Named),
  people: z.array(z.object({ taskId: z.string(), person: z.string(), role: Role })),
  isToldLater: z.literal(true).exactOptional(),
});

const Conflict = z.object({
  outcome: z.literal("conflict"),
  taskName: z.string(),
  seen: z.string(),
  before: FormValues,
  mine: FormValues,
  theirs: FormValues,
  statusBefore: Status,
  statusNow: Status,
  names: Names,
});
const Failed = z.object({
  outcome: z.literal("failed"),
  // Failed creations were written without these two before there was one kind of event for all submissions.
  what: z.enum(["created", "saved", "changed", "deleted"]).default("created"),
  canGoBack: z.boolean().default(true),
  taskName: z.string(),
  reason: z.string(),
  canTryAgain: z.boolean(),
  others: z.number().exactOptional(),
});

/** A row for each outcome. */
const { created, ...others } = {
  created: Created,
  saved: Saved,
  conflict: Conflict,
  failed: Failed,
  "status-set": StatusSetOutcome,
  deleted: Deleted,
} satisfies { [O in SubmissionOutcome as O["outcome"]]: z.ZodType<O> };

const Outcome = z.discriminatedUnion("outcome", [created, ...Object.values(others)]);

/** How a submission ended, as it is read from the database. */
export const Settled = z
  .object({
    submission: z.string(),
    team: z.string(),
    person: z.string(),
    viewId: z.string(),
    attempt: z.number(),
    at: z.number().default(0),
  })
  .and(Outcome) satisfies z.ZodType<SubmissionSettled>;
