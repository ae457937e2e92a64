import type { JsonObject } from "../json.ts";

export type SubmissionStatus =
  | "pending" /** acknowledged, being worked on */
  | "done"
  | "failed"
  | "doubtful"; /** told as failed, but the other side may yet have carried it out: looked up again at `checkAt` */

/** A form that a person has sent: the promise behind the ack. */
export type Submission = {
  readonly id: string;
  readonly team: string;
  readonly person: string;
  readonly kind: string;
  /** The Slack view in which the outcome is shown, while it is open. */
  readonly viewId: string;
  readonly payload: JsonObject;
  readonly status: SubmissionStatus;
  /** How often it was begun or taken up: whoever carries out an earlier attempt settles nothing any more. */
  readonly attempts: number;
  /** An attempt before this one may have been carried out without anybody having noticed. */
  readonly isInDoubt: boolean;
  /** With which labeling side it was begun (side.ts); absent where a version before this one has begun it. */
  readonly side?: string;
  /** For which request it was begun (request-scope.ts), where that is known. */
  readonly request?: string;
};

/** One attempt of a submission, as somebody holds it. */
export type HeldSubmission = Pick<Submission, "id" | "attempts">;

/** What became of an entry: begun as this attempt, or left as it was. */
export type Begun = { readonly state: "begun"; readonly attempts: number } | { readonly state: "pending" | "done" };

/** What is promised beside an outcome, leased to nobody until it is due. */
export type PromisedEntry = { readonly entry: NewEntry; readonly dueInMs: number };

/** As it is begun. */
export type NewEntry = Omit<Submission, "status" | "attempts" | "isInDoubt" | "request">;
