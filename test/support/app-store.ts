import { afterEach } from "@jest/globals";
import type { DatabaseTarget } from "../../src/store/engine/open.ts";
import { createStore, type Store } from "../../src/store/store.ts";
import { putMigrated } from "./migrated-database.ts";

/** A clock that stands still until it is told otherwise. */
export function createTestClock(start = "2026-03-02T09:00:00Z") {
  let time = new Date(start).getTime();
  return {
    now: () => new Date(time),
    advance: (ms: number) => {
      time += ms;
    },
  };
}

/** Ids 1, 2, 3 …, apart for each prefix. */
export function createTestIds(prefix = "id"): () => string {
  let last = 0;
  return () => {
    last += 1;
    return `${prefix}-${last}`;
  };
}

/** Opens stores for the tests of a suite and closes them after each. */
export function storesOf(newTarget: () => DatabaseTarget) {
  const opened: Store[] = [];
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
  });
  const clock = createTestClock();
  const open = async (target = newTarget()) => {
    await putMigrated(target, "app");
    const store = await createStore(target, { now: clock.now, newId: createTestIds(`id${opened.length}`) });
    opened.push(store);
    return store;
  };
  return { open, clock, newTarget };
}
