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
  /** The inputs on which they agree least, the worst first; `agreement` is 0..1. */
  readonly worst: readonly { readonly inputId: string; readonly agreement: number; readonly labels: number }[];
};
