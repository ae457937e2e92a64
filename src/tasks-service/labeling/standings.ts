import type { Standing } from "../rules/decide-input.ts";
import { Status } from "../status.ts";

/** The status of an assignment and of its annotations, by where the label stands. */
const CODES: Readonly<Record<Standing | "pending", { assignment: number; annotation: number }>> = {
  pending: { assignment: Status.TASK_ASSIGNMENT_PENDING, annotation: Status.ANNOTATION_PENDING },
  awaiting_consensus: {
    assignment: Status.TASK_ASSIGNMENT_AWAITING_CONSENSUS_REVIEW,
    annotation: Status.ANNOTATION_AWAITING_CONSENSUS_REVIEW,
  },
  awaiting_review: {
    assignment: Status.TASK_ASSIGNMENT_AWAITING_REVIEW,
    annotation: Status.ANNOTATION_AWAITING_REVIEW,
  },
  success: { assignment: Status.TASK_ASSIGNMENT_SUCCESS, annotation: Status.ANNOTATION_SUCCESS },
  rejected: { assignment: Status.TASK_ASSIGNMENT_REJECTED, annotation: Status.ANNOTATION_REVIEW_DENIED },
};

export type WorkStanding = Standing | "pending";

export const codesOf = (standing: WorkStanding) => CODES[standing];

/** Where the label of an assignment with this status stands. */
export function standingOf(assignmentStatus: number): WorkStanding {
  for (const standing of ["pending", "awaiting_consensus", "awaiting_review", "success", "rejected"] as const) {
    if (CODES[standing].assignment === assignmentStatus) return standing;
  }
  throw new Error(`an assignment has the unknown status ${assignmentStatus}`);
}
