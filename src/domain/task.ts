import type { ConceptsPerInput } from "./concepts-per-input.ts";
import type { JsonObject } from "./json.ts";
import type { TaskGroups } from "./user-groups.ts";

/**
 * What a newer Tasks API says and this app does not know: shown as such, chosen by nobody, and never written, so that it stays as it
 * was unless somebody chooses something else in its place.
 */
export type Unknown = "UNKNOWN";

/**
 * The message says nothing, and the protocol gives no meaning to that: shown as such, never written, and what the other side makes of
 * it is not guessed at.
 */
export type NotSet = "NOT_SET";

/** The names below are the Tasks API's own (enums travel by name). */
export type TaskType =
  | "CONCEPTS_CLASSIFICATION"
  | "BOUNDING_BOX_DETECTION"
  | "POLYGON_DETECTION"
  /** Auto-annotation tasks: shown, never created here. */
  | "TYPE_NOT_SET"
  | Unknown;

export type TaskStatus = "IN_PROGRESS" | "DONE" | "WONT_DO" | "FAILED" | "IDLE" | Unknown;

/** A task that has none counts as one of these where tasks are looked for. */
export type PriorityWanted = Priority | "NONE";

export type Priority = "LOW" | "MEDIUM" | "HIGH" | Unknown;

export type InputSource =
  | { readonly type: "ALL_INPUTS" }
  | { readonly type: "DATASET"; readonly id: string }
  | { readonly type: "SAVED_SEARCH"; readonly id: string }
  | { readonly type: Unknown };

export type WorkerStrategy = "FULL" | "PARTITIONED" | "DYNAMIC" | NotSet | Unknown;

/** Who labels, by account id on the Tasks API's side, and how the inputs are divided among them. */
export type WorkPlan =
  | { readonly strategy: "FULL"; readonly workers: readonly string[] }
  | { readonly strategy: "DYNAMIC"; readonly workers: readonly string[] }
  | { readonly strategy: NotSet | Unknown; readonly workers: readonly string[] }
  | {
      readonly strategy: "PARTITIONED";
      readonly workers: readonly string[];
      /** Each input is labeled by this many different workers. */
      readonly workersPerInput: number;
      /** Relative weights by worker, present when the split is weighted; they need not add up to anything. */
      readonly weights?: Readonly<Record<string, number>>;
    };

/** Who checks, by account id, and by which rule. */
export type ReviewPlan =
  | { readonly strategy: "NONE" }
  | { readonly strategy: Unknown; readonly reviewers: readonly string[] }
  | {
      readonly strategy: "MANUAL";
      readonly reviewers: readonly string[];
      /** Fraction of the inputs that a reviewer looks at, 0..1. */
      readonly sample: number;
    }
  | {
      readonly strategy: "CONSENSUS";
      readonly reviewers: readonly string[];
      /** That many workers labeling alike approve an input; 0 switches labeler consensus off. */
      readonly labelersMustAgree: number;
      readonly reviewersMustApprove: "ONE" | "ALL";
    };

/** A task as a lead describes it: all that PostTasks needs, in domain terms. */
export type TaskSpec = {
  readonly name: string;
  readonly instructions: string;
  readonly type: TaskType;
  /** Concept ids, in the order in which they were chosen. */
  readonly concepts: readonly string[];
  readonly inputSource: InputSource;
  readonly work: WorkPlan;
  readonly review: ReviewPlan;
  readonly priority?: Priority;
  /** Video only: one frame per that many milliseconds. */
  readonly sampleMs?: number;
  readonly metadata: JsonObject;
};

/** Estimates of the Tasks API; present only when they were asked for. Percents are 0..100. */
export type TaskMetrics = {
  readonly inputsEstimated?: number;
  readonly workPercent?: number;
  readonly reviewPercent?: number;
};

/** A task as the Tasks API holds it. */
export type Task = TaskSpec & {
  readonly id: string;
  readonly status: TaskStatus;
  /** RFC 3339, as the API wrote it: compared, never computed with. */
  readonly createdAt?: string;
  readonly modifiedAt?: string;
  /** Account id of the user who owns the task. */
  readonly ownerId?: string;
  readonly metrics?: TaskMetrics;
  /** What the other side says about its state, in its own words: that inputs wait for the lead. */
  readonly note?: string;
  /** Exactly what the API sent: an overwrite starts from it, so that fields unknown to this app survive. */
  readonly raw: JsonObject;
};

/** How far one worker is, in inputs. */
export type WorkerCounts = {
  readonly accountId: string;
  readonly pending: number;
  readonly awaitingReview: number;
  readonly awaitingConsensusReview: number;
  readonly success: number;
  readonly reviewDenied: number;
};

/** What an overwrite may change; what is absent stays exactly as it was. */
export type TaskChanges = Partial<Omit<TaskSpec, "metadata" | "priority" | "sampleMs">> & {
  /** `null` takes the value away. */
  readonly priority?: Priority | null;
  readonly sampleMs?: number | null;
  readonly status?: SettableStatus;
  /** Kept in the metadata, of which everything else stays. */
  readonly conceptsPerInput?: ConceptsPerInput;
  /** Kept in the metadata likewise. */
  readonly userGroups?: TaskGroups;
  /** Ids of the models and workflows that stay among the workers; all of them when absent. */
  readonly machines?: readonly string[];
};

/** The states that a task can be put into. */
export type SettableStatus = "IN_PROGRESS" | "DONE" | "WONT_DO";

/** A page of something: `hasMore` because the Tasks API gives no totals. */
export type Page<T> = { readonly items: readonly T[]; readonly hasMore: boolean };

export type Named = { readonly id: string; readonly name: string };

/** Interactive calls: a person waits with a form open; 2.5 s and one attempt. Background calls: 30 s over all attempts. */
export type Haste = "interactive" | "background";
