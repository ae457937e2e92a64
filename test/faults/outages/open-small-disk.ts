import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A disk of its own in memory, small enough to be filled; undefined where this process may not mount one. */
export async function openSmallDisk(): Promise<{ readonly folder: string; close(): Promise<void> } | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "labeldesk-small-disk-"));
  try {
    await run("mount", ["-t", "tmpfs", "-o", "size=16m", "tmpfs", folder]);
  } catch {
    await rm(folder, { recursive: true });
    return undefined;
  }
  return {
    folder,
    async close() {
      // Lazily: SQLite lets go of its files a little after it is closed.
      await run("umount", ["--lazy", folder]);
      // Until then an empty folder stays in the temporary one.
      await rm(folder, { recursive: true }).catch(() => undefined);
    },
  };
}
