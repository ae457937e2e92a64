import type { Button } from "@slack/types";
import type { Named } from "../domain/task.ts";

/** What a message asks or says of a task: the same words where it stands by itself and where it is one of several. */
export type Asked = {
  readonly task: Named;
  readonly bold: string;
  /** Sentences; lines of their own where the message has them. */
  readonly rest: string;
  /** What leads to it. */
  readonly go: Button;
};

/** The same where it stands among others: what was taken from somebody leads nowhere. */
export type Listed = Omit<Asked, "go"> & Partial<Pick<Asked, "go">>;
