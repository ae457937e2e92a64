import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startWorkspace } from "../../sandbox/workspace/start-workspace.ts";
import { readDatabase } from "./migrated-database.ts";

let made: Promise<Buffer> | undefined;

/**
 * The tasks service's database as a workspace with the sandbox's samples begins with it. Made once a process, the way each workspace would:
 * to add 200 pictures and measure them takes as long as to start all the rest.
 */
export function seededDatabase(): Promise<Buffer> {
  made ??= make();
  return made;
}

async function make(): Promise<Buffer> {
  const dataDir = await mkdtemp(join(tmpdir(), "labeldesk-seeded-"));
  try {
    const workspace = await startWorkspace({ dataDir });
    await workspace.stop();
    return await readDatabase(join(dataDir, "tasks-service.db"));
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}
