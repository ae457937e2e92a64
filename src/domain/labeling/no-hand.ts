import { TasksApiError } from "../tasks-api-error.ts";
import { describeFault } from "../tasks-api-fault.ts";

/** Why somebody cannot label through this app, in words; `url`: where they can instead; `mend`: what they can give so that they can. */
export type NoHand = { readonly why: string; readonly url?: string; readonly mend?: "account" | "key" };

/** What somebody does is refused for want of a key of theirs that is good for it: `noHand` says so to them. */
export class NoHandError extends TasksApiError {
  readonly noHand: NoHand;

  constructor(noHand: NoHand, fault: ConstructorParameters<typeof TasksApiError>[0], options?: ErrorOptions) {
    super(fault, options);
    this.noHand = noHand;
  }
}

const GONE = "This task is not there any more: it was deleted, or you may not see it now.";

/** Why something could not be done, in words; with what they can give, where their own key is what is wrong. */
export function noHandOf(error: TasksApiError, otherSide: string): NoHand {
  if (error instanceof NoHandError) return error.noHand;
  return { why: error.isGone ? GONE : describeFault(error, otherSide) };
}
