import type { TaskTurns } from "../ports.ts";

/** How long a change waits for those before it: the lead is told within ten seconds, and it needs the rest itself. */
const PATIENCE_MS = 4_000;
const LOOK_MS = 100;
/** Counted rather than timed: a clock that is set back would make somebody wait for hours. */
const LOOKS = PATIENCE_MS / LOOK_MS;
/** Above what a change may take: after it, its process counts as dead. */
const LEASE_MS = 15_000;

/** What others do with the same task has not ended in time, or has begun since this process was stopped beyond its lease. */
export class NoTurn extends Error {
  override readonly name = "NoTurn";
}

export type Turn = {
  /** Resolves while nobody else has had the task, for long enough to write it. Rejects with `NoTurn`: what was read of it may be old. */
  keep(): Promise<void>;
};

/** Runs `work` while nobody else changes this task from here. Rejects with `NoTurn` when that takes too long to come about. */
export type Turns = <T>(taskId: string, work: (turn: Turn) => Promise<T>) => Promise<T>;

/**
 * One change of a task after the other: the Tasks API only replaces whole tasks, whatever they have become meanwhile, so two
 * changes that both read before either writes would lose one of them.
 */
export function createTurns({ turns }: { turns: TaskTurns }): Turns {
  async function take(taskId: string): Promise<string> {
    for (let looks = 0; looks < LOOKS; looks += 1) {
      const token = await turns.take(taskId, LEASE_MS);
      if (token !== undefined) return token;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    throw new NoTurn();
  }

  async function keep(taskId: string, token: string): Promise<void> {
    if (!(await turns.renew(taskId, token, LEASE_MS))) throw new NoTurn();
  }

  return async (taskId, work) => {
    const token = await take(taskId);
    try {
      return await work({ keep: () => keep(taskId, token) });
    } finally {
      await turns.end(taskId, token);
    }
  };
}
