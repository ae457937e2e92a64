import { newEvent } from "../domain/notifications/events.ts";
import type { Outbox } from "./shared/ports.ts";

/** Long enough for the look at its time, and for whoever held it at the last moment. */
const OVERDUE_MS = 60_000;
/** What cannot be told, or is of another version, stays held. */
const LOOKED_FOR_EVERY_MS = 3_600_000;

/**
 * Looks for what is held though its time is over: it was held after the look at that time, or by a process that died before it wrote
 * that somebody is to look. To be called every few seconds.
 */
export function createOverdueLook(deps: {
  team: string;
  held: {
    /** For whom something was due by then and is still held, and when the newest of it was. */
    listOverdue(team: string, by: Date): Promise<readonly { readonly person: string; readonly dueAt: Date }[]>;
  };
  outbox: Pick<Outbox, "add">;
  wake: () => void;
  now: () => Date;
}): () => Promise<void> {
  const { team, held, outbox, wake, now } = deps;
  let looked = new Set<string>();
  return async () => {
    const time = now().getTime();
    const hour = Math.floor(time / LOOKED_FOR_EVERY_MS);
    const overdue = (await held.listOverdue(team, new Date(time - OVERDUE_MS))).map(({ person, dueAt }) => ({
      person,
      dedupeKey: `notices:${team}:${person}:${dueAt.getTime()}:${hour}`,
    }));
    const found = overdue.filter(({ dedupeKey }) => !looked.has(dedupeKey));
    if (found.length > 0) {
      await outbox.add(found.map(({ person, dedupeKey }) => newEvent("notices.due", { team, person }, { dedupeKey })));
      wake();
    }
    looked = new Set(overdue.map(({ dedupeKey }) => dedupeKey));
  };
}
