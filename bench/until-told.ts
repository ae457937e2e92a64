import { setTimeout as pause } from "node:timers/promises";
import { appDatabaseIn } from "./seed-account.ts";
import { readFrom } from "./seed-rows.ts";

/** All who are to be told were told, or have got their turn: of thousands that is minutes away. */
export async function untilTold(dataDir: string): Promise<void> {
  const untold = "select count(*) from outbox where state = 'waiting' and slot_at is null";
  while (readFrom(appDatabaseIn(dataDir), untold) > 0) await pause(20);
}
