import { statfs, unlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import Libsql from "libsql";
import pg from "pg";
import * as z from "zod";
import type { DatabaseTarget } from "../../../src/store/engine/open.ts";
import { eventually } from "../../support/eventually.ts";
import type { Outage } from "./outage.ts";

/** Below what a write waits for another writer, and far above it (`store/engine/retry-contention.ts`). */
const SHORT_MS = 1_000;
const LONG_MS = 10_000;

/** PostgreSQL, appendix A: lock_not_available. */
const LOCK_NOT_AVAILABLE = "55P03";

/** Another writer that holds the whole of it. Gives what lets it go. */
async function hold(target: DatabaseTarget): Promise<() => Promise<void>> {
  if (target.kind === "sqlite") {
    // The app is at its own writes meanwhile.
    const database = new Libsql(target.path, { timeout: 10_000 });
    database.exec("begin immediate");
    return async () => {
      database.exec("rollback");
      database.close();
    };
  }
  const client = new pg.Client({ connectionString: target.url });
  await client.connect();
  await eventually(() => lockAtOnce(client, target.schema));
  return () => client.end();
}

/**
 * Locks both tables, or neither: who held one and waited for the other could be the victim of a deadlock with the app, which is not
 * what is tried here.
 */
async function lockAtOnce(client: pg.Client, schema: string): Promise<boolean> {
  try {
    await client.query(`begin; lock table ${schema}.submissions, ${schema}.outbox in exclusive mode nowait`);
    return true;
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== LOCK_NOT_AVAILABLE) throw error;
    await client.query("rollback");
    return false;
  }
}

const Checkpoint = z.tuple([z.object({ busy: z.number() })]);

/** What a log has already carried over is written over first, and no disk is needed for that; false while somebody reads it. */
function emptyLog(path: string): boolean {
  const database = new Libsql(path);
  try {
    return Checkpoint.parse(database.pragma("wal_checkpoint(truncate)"))[0].busy === 0;
  } finally {
    database.close();
  }
}

function locked(name: string, forMs: number, more: Pick<Outage, "isRefusing"> = {}): Outage {
  return {
    name: `database locked ${name}`,
    ...more,
    async begin({ target }) {
      const letGo = await hold(target);
      const over = new Promise<void>((resolve) => setTimeout(resolve, forMs)).then(letGo);
      return () => over;
    },
  };
}

export const OUTAGES_OF_DATABASE: readonly Outage[] = [
  locked("for a moment", SHORT_MS),
  locked("for long", LONG_MS, { isRefusing: true }),
  {
    name: "database connections lost, and back",
    only: "postgres",
    async begin({ target }) {
      if (target.kind !== "postgres") throw new Error("SQLite has no connections");
      const client = new pg.Client({ connectionString: target.url });
      await client.connect();
      const cut = () =>
        client.query(
          "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
        );
      await cut();
      const timer = setInterval(() => void cut().catch(() => undefined), 50);
      setTimeout(() => clearInterval(timer), SHORT_MS);
      return async () => {
        clearInterval(timer);
        await client.end();
      };
    },
  },
  {
    name: "disk full",
    only: "sqlite",
    isRefusing: true,
    async begin({ target }) {
      if (target.kind !== "sqlite") throw new Error("Its disk is PostgreSQL's own");
      const folder = dirname(target.path);
      const filler = join(folder, "filler");
      await eventually(async () => emptyLog(target.path));
      const { bavail, bsize } = await statfs(folder);
      // On a disk of the stage's own (open-small-disk.ts): never the machine's.
      await writeFile(filler, Buffer.alloc(Math.max(0, bavail * bsize))).catch(() => undefined);
      return () => unlink(filler);
    },
  },
];
