import { Status } from "../protocol/status.ts";
import type { Standing } from "../rules/decision/decide-input.ts";
import type { AssignmentRow } from "../tables/schema.ts";

/** The status of an assignment and of its annotations, by where the label stands. */
const CODES: Readonly<Record<WorkStanding, { assignment: number; annotation: number }>> = {
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
  denied: { assignment: Status.TASK_ASSIGNMENT_REJECTED, annotation: Status.ANNOTATION_REVIEW_DENIED },
};

/** `rejected` differs from what labelers agreed on; `denied` was rejected by a reviewer, and that is final. */
export type WorkStanding = Standing | "pending" | "denied";

export const codesOf = (standing: WorkStanding) => CODES[standing];

/** Where the label of an assignment stands. */
export function standingOf({ status, is_denied }: Pick<AssignmentRow, "status" | "is_denied">): WorkStanding {
  if (is_denied === 1) return "denied";
  for (const standing of ["pending", "awaiting_consensus", "awaiting_review", "success", "rejected"] as const) {
    if (CODES[standing].assignment === status) return standing;
  }
  throw new Error(`an assignment has the unknown status ${status}`);
}
