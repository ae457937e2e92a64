import { setImmediate as nextTurn } from "node:timers/promises";

/**
 * Gathers calls that come at the same time into one, at most `most` together: a transaction costs a wait for the disk, however
 * little it writes. A batch that fails as a whole is run again one by one, so that nobody fails over somebody else's item.
 */
export function gather<Item, Answer>(
  most: number,
  run: (items: readonly Item[]) => Promise<readonly Answer[]>,
): (item: Item) => Promise<Answer> {
  type Waiting = {
    readonly item: Item;
    readonly resolve: (answer: Answer) => void;
    readonly reject: (error: unknown) => void;
  };
  const waiting: Waiting[] = [];
  let isRunning = false;

  async function work(): Promise<void> {
    isRunning = true;
    while (waiting.length > 0) {
      // Whatever else has arrived in this turn of the event loop comes along.
      await nextTurn();
      await runBatch(waiting.splice(0, most));
    }
    isRunning = false;
  }

  /** Never rejects: each of the batch learns its own answer or error. */
  async function runBatch(batch: readonly Waiting[]): Promise<void> {
    try {
      const answers = await run(batch.map(({ item }) => item));
      for (const [index, { resolve }] of batch.entries()) resolve(answers[index] as Answer);
    } catch (error) {
      if (batch.length > 1) for (const each of batch) await runBatch([each]);
      else batch[0]?.reject(error);
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (!isRunning) void work();
    });
}
