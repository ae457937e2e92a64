import { readdirSync, readlinkSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** A statement is collected before the connection that it holds, and finalizers run between turns. */
const MOST_ROUNDS = 6;

/** Where Linux tells which files a process has open. */
const OPEN_FILES = "/proc/self/fd";

/**
 * libsql keeps a closed database's file until the statements that were prepared on it are collected. A process that ends lets go of all;
 * within one, whoever wants a file alone after somebody else of it calls this before. Garbage is collected for as long as this process has
 * the file open, and not more than a few times: somebody may have it open in earnest.
 */
export async function letGoOfFile(path: string): Promise<void> {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect !== "function") throw new Error("Garbage cannot be collected");
  for (let round = 0; round < MOST_ROUNDS && mayBeOpen(path); round += 1) {
    collect();
    await nextTurn();
  }
}

/** Whether this process has it open; true where the system does not tell. */
function mayBeOpen(path: string): boolean {
  try {
    return readdirSync(OPEN_FILES).some((descriptor) => targetOf(descriptor) === path);
  } catch {
    return true;
  }
}

/** Of a descriptor that is closed meanwhile, such as the one that lists them, nothing. */
function targetOf(descriptor: string): string | undefined {
  try {
    return readlinkSync(`${OPEN_FILES}/${descriptor}`);
  } catch {
    return undefined;
  }
}
