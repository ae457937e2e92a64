import type { Stage } from "../stage.ts";

/** Something that goes wrong around the app while a lead creates a task. */
export type Outage = {
  readonly name: string;
  /** The databases on which it can happen; both when absent. */
  readonly only?: "sqlite" | "postgres";
  /** What the lead reads while it lasts; nothing when absent: they notice nothing, or Slack itself says that the app did not take it. */
  readonly reads?: RegExp;
  /** That nothing can be promised while it lasts: the lead's press is refused, before their eyes. */
  readonly isRefusing?: true;
  /** Begins it; gives what ends it. */
  begin(stage: Stage): Promise<() => Promise<void>>;
  /** What happens once the form is sent. */
  afterPress?(stage: Stage): Promise<void>;
};

/** Ends by itself: so many calls meet it. */
export const passing = async (): Promise<void> => {};
