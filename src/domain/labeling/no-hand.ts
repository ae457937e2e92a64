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

/** Why something could not be done, in words; with what they can give, where their own key is what is wrong. */
export const noHandOf = (error: TasksApiError, otherSide: string): NoHand =>
  error instanceof NoHandError ? error.noHand : { why: describeFault(error, otherSide) };
