import type { Answers } from "../questions/answers.ts";
import type { Step } from "../tables/adaptation-steps.ts";

/** How many units (assignments, rows) are done at once: within a request, and in one transaction of the background. */
export type BatchSizes = { readonly inRequest: number; readonly inBackground: number };

/** How many units a batch may do, and the time that it writes; `answers` where inputs that have labels may be decided. */
export type BatchContext = { readonly units: number; readonly now: string; readonly answers?: Answers };

/** What a batch of a step has come to: what is left of the step, how many units were done, and what is noted in memory once it is committed. */
export type StepProgress = { readonly left?: Step; readonly spent: number; readonly commit?: () => void };
