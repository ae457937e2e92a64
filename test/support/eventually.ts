import { setTimeout as delay } from "node:timers/promises";

const LOOKED_EVERY_MS = 20;
const PATIENCE_MS = 60_000;

/** Waits until the other side, which tells nobody when it changes, is as expected. */
export async function eventually(isSo: () => Promise<boolean>, patienceMs = PATIENCE_MS): Promise<void> {
  for (const until = performance.now() + patienceMs; performance.now() < until; ) {
    if (await isSo()) return;
    await delay(LOOKED_EVERY_MS);
  }
  throw new Error(`Waited ${patienceMs} ms in vain for ${isSo}`);
}
