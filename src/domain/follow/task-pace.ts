import type { Agreement } from "./agreement.ts";
import type { Forecast } from "./pace.ts";
import type { Proportion } from "./proportion.ts";

/** How one worker is going on. What nothing is known of is absent. */
export type WorkerPace = {
  readonly account: string;
  readonly name: string;
  /** Labels in an hour of work. */
  readonly perHour?: number;
  /** Of the decided labels, those accepted without having been sent back. */
  readonly accepted?: Proportion;
  readonly finish?: Forecast;
};

/** How a task is going on, as somebody may see it: workers and their agreement are for those who lead it. */
export type TaskPace = {
  readonly at: number;
  readonly timeZone: string;
  /** Of all that is left. */
  readonly finish?: Forecast;
  /** The last days, today last. */
  readonly days: readonly { readonly day: number; readonly labels: number }[];
  readonly workers: readonly WorkerPace[];
  /** With names for the accounts of its pairs. */
  readonly agreement?: Agreement;
  /** Why agreement is missing that could be had: a sentence. */
  readonly agreementMissing?: string;
};
