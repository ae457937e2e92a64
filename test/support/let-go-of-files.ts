import { setImmediate as nextTurn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** A statement is collected before the connection that it holds, and finalizers run between turns. */
const ROUNDS = 6;

/**
 * libsql keeps a closed database's file until the statements that were prepared on it are collected. A process that ends lets go of all;
 * within one, whoever wants a file alone after somebody else of it calls this before.
 */
export async function letGoOfFiles(): Promise<void> {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect !== "function") throw new Error("Garbage cannot be collected");
  for (let round = 0; round < ROUNDS; round += 1) {
    collect();
    await nextTurn();
  }
}
