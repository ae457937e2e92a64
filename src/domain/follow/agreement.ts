import type { Interval } from "./proportion.ts";

/** How far the workers of a task agree beyond chance, as the Tasks API measures it. What it could not tell is absent. */
export type Agreement = {
  /** Inputs with labels of two workers or more. */
  readonly items: number;
  readonly alpha?: number;
  /** 95 %, of alpha. */
  readonly interval?: Interval;
  readonly kappa?: number;
  /** Cohen's kappa of every two workers, by account id. */
  readonly pairs: readonly { readonly accounts: readonly string[]; readonly kappa: number }[];
  /**
   * How far each worker agrees with the others on the same inputs: the mean over the pairs of their label and another's, 0..1. `items` are
   * the inputs that somebody else has labeled too.
   */
  readonly workers: readonly WorkerAgreement[];
  /** The inputs on which they agree least, the worst first; `agreement` is 0..1. */
  readonly worst: readonly { readonly inputId: string; readonly agreement: number; readonly labels: number }[];
};

export type WorkerAgreement = {
  readonly account: string;
  readonly items: number;
  readonly pairs: number;
  readonly agreement: number;
};
