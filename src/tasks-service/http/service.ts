import type { BatchSizes } from "../adaptation/batch.ts";
import type { Measurer } from "../agreement/measurer.ts";
import type { Background } from "../background/background.ts";
import type { Answers } from "../questions/answers.ts";
import type { TasksStore, Writer } from "../tables/store.ts";

/** What every route works with. */
export type Service = {
  readonly store: TasksStore;
  /** `writeWithAnswers`: a write to an app that decides inputs, whose labels may have much to compare. */
  writeWithAnswers<T>(app: number, work: (trx: Writer, answers: Answers) => Promise<T>): Promise<T>;
  /**
   * To be told how many bytes a request is about, before they are read and before anything is written that stays. Throws where that would
   * keep others waiting: what the transaction under way wrote is taken back, and the request begins anew in a thread.
   */
  weigh(bytes: number): void;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly background: Pick<Background, "wake">;
  readonly measurer: Pick<Measurer, "measure">;
  readonly batches: BatchSizes;
  /** DYNAMIC: when nothing was heard of a worker for so long, what they have not labeled goes to others who ask. */
  readonly returnAfterMs: number;
};

/** Has a call measured: `note` says in a word how it ended, and one that ends without it has failed. */
export type WatchCall = <T>(call: string, run: (note: (outcome: string) => void) => Promise<T>) => Promise<T>;

/** A static message and fields; never keys or what people wrote. */
export type ServiceLog = { error(fields: Readonly<Record<string, unknown>>, message: string): void };
