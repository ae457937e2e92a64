import * as z from "zod";
import type { Assignment, TaskFacts } from "../../domain/assignment.ts";
import type { AssignmentGiven } from "../../domain/notifications/events.ts";
import type { ReviewPlan } from "../../domain/task.ts";
import { FORM_PARTS } from "../../domain/task-form/task-form.ts";

/** The parts of which several kinds of events are made, as they are read from the database. */

export const TaskType = z.enum([
  "CONCEPTS_CLASSIFICATION",
  "BOUNDING_BOX_DETECTION",
  "POLYGON_DETECTION",
  "TYPE_NOT_SET",
  "UNKNOWN",
]);
export const PerInput = z.enum(["ONE", "SEVERAL"]);
export const InputSourceType = z.enum(["ALL_INPUTS", "DATASET", "SAVED_SEARCH", "UNKNOWN"]);
export const WorkerStrategy = z.enum(["FULL", "PARTITIONED", "DYNAMIC", "NOT_SET", "UNKNOWN"]);
export const Priority = z.enum(["LOW", "MEDIUM", "HIGH", "UNKNOWN"]);
export const Role = z.enum(["worker", "reviewer"]);
export const Names = z.record(z.string(), z.string());
export const Named = z.object({ id: z.string(), name: z.string() });
export const Gone = z.object({ name: z.string(), by: z.string().exactOptional() });

const Review = z.discriminatedUnion("strategy", [
  z.object({ strategy: z.literal("NONE") }),
  z.object({ strategy: z.literal("UNKNOWN"), reviewers: z.array(z.string()) }),
  z.object({ strategy: z.literal("MANUAL"), reviewers: z.array(z.string()), sample: z.number() }),
  z.object({
    strategy: z.literal("CONSENSUS"),
    reviewers: z.array(z.string()),
    labelersMustAgree: z.number(),
    reviewersMustApprove: z.enum(["ONE", "ALL"]),
  }),
]) satisfies z.ZodType<ReviewPlan>;

export const Facts = z.object({
  id: z.string(),
  name: z.string(),
  type: TaskType,
  instructions: z.string(),
  concepts: z.object({ first: z.array(z.string()), total: z.number() }).exactOptional(),
  conceptsPerInput: PerInput.exactOptional(),
  source: InputSourceType,
  sourceName: z.string().exactOptional(),
  strategy: WorkerStrategy,
  labelersPerInput: z.number().exactOptional(),
  review: Review,
  priority: Priority.exactOptional(),
  inputs: z.number().exactOptional(),
  messageLink: z.string().exactOptional(),
}) satisfies z.ZodType<TaskFacts>;

export const Part = z.object({
  person: z.string(),
  role: Role,
  fraction: z.number().exactOptional(),
}) satisfies z.ZodType<Assignment>;

export const Parts = z.array(z.enum(FORM_PARTS));

export const Given = z.object({
  team: z.string(),
  task: Facts,
  assignment: Part,
  from: z.string().exactOptional(),
  reopenedAt: z.number().exactOptional(),
  more: z.object({ before: z.number(), by: z.string().exactOptional(), at: z.number() }).exactOptional(),
  isGathered: z.boolean().exactOptional(),
  isReleased: z.boolean().exactOptional(),
}) satisfies z.ZodType<AssignmentGiven>;
