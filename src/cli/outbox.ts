import { randomUUID } from "node:crypto";
import { readDatabaseConfig } from "../config.ts";
import { sayDuration } from "../domain/duration.ts";
import { plural } from "../domain/numbers.ts";
import { whenBuried } from "../notifications/when-buried.ts";
import { databaseExists } from "../store/engine/database-exists.ts";
import { listApplied } from "../store/engine/list-applied.ts";
import { openDatabase } from "../store/engine/open.ts";
import { createOutbox } from "../store/outbox.ts";
import { type Cared, createOutboxCare, type OpenEvent } from "../store/outbox-care.ts";
import type { Schema } from "../store/schema.ts";
import { databasesOf } from "./databases.ts";
import { runCommand, UsageError } from "./run-command.ts";

/** More lines nobody reads; the last line says how many there are. */
const MOST_LISTED = 200;
const DROPPED = "dropped by hand";
const REASON_SHOWN = 100;

await runCommand({
  help: `Usage: npm run outbox -- list [--dead]
       npm run outbox -- retry ID… | --dead
       npm run outbox -- drop ID…

Looks after the messages that are still to be sent, and those that were given up. The app may run meanwhile.
list says what waits and what was given up, oldest first: its id, kind, workspace, age, attempts, and why it failed last.
retry sends an event again at once, or with --dead all that were given up.
drop gives an event up: it is never sent, and whoever is to learn of that is told. One that was given up already is forgotten.

Exit code: 0 · 1, the database cannot be used, or one of the events is not there or is being sent at this moment.
`,
  failed: "The outbox cannot be looked after",
  async run(args, env) {
    const { verb, ids, isDead } = read(args);
    const [part] = databasesOf(readDatabaseConfig(env));
    if (!part || !(await databaseExists(part.target)))
      throw new Error("there is no database yet; DATA_DIR or DATABASE_URL says where it is");
    const database = openDatabase<Schema>(part.target);
    try {
      const { length: found } = await listApplied(database.db, database.engine);
      const known = part.migrations.length;
      if (found !== known)
        throw new Error(`the database is at version ${found}, and this program at ${known}: use the program that runs`);
      const context = { database, now: () => new Date(), newId: randomUUID };
      if (verb === "list") return await list(createOutboxCare(context), isDead);
      if (isDead) return tell(`${plural(await createOutboxCare(context).retryDead(), "event")} sent again`);
      const care = verb === "retry" ? createOutboxCare(context).retry : createDropping(context);
      const codes: number[] = [];
      for (const id of ids) codes.push(tellOf(verb, id, await care(id)));
      return Math.max(...codes);
    } finally {
      await database.close();
    }
  },
});

type Wish = { readonly verb: "list" | "retry" | "drop"; readonly ids: readonly string[]; readonly isDead: boolean };

function read([verb, ...others]: readonly string[]): Wish {
  const isDead = others.includes("--dead");
  const ids = others.filter((word) => word !== "--dead");
  const option = ids.find((word) => word.startsWith("-"));
  if (option !== undefined) throw new UsageError(`there is no option "${option}"`);
  if (verb === "list") {
    if (ids.length > 0) throw new UsageError(`list takes no ids, and "${ids[0]}" is none of its words`);
    return { verb, ids, isDead };
  }
  if (verb !== "retry" && verb !== "drop")
    throw new UsageError(verb === undefined ? "say what to do" : `there is no "${verb}"`);
  if (isDead && verb === "drop") throw new UsageError("drop takes ids alone: what it drops is never sent");
  if (isDead === ids.length > 0)
    throw new UsageError(verb === "drop" ? "name the events by their ids" : "name the events by their ids, or --dead");
  return { verb, ids, isDead };
}

/** Gives an event up as the sender would, with all that follows. */
function createDropping(context: Parameters<typeof createOutbox>[0]) {
  const [care, outbox] = [createOutboxCare(context), createOutbox(context)];
  return async (id: string): Promise<Cared> => {
    const found = await care.find(id);
    if (typeof found === "string") return found;
    if (found.state === "waiting")
      return (await outbox.bury(found.event, DROPPED, whenBuried(found.event, DROPPED))) ? "done" : "under way";
    await care.deleteDead(id);
    return "done";
  };
}

async function list({ list: read }: ReturnType<typeof createOutboxCare>, onlyDead: boolean): Promise<number> {
  const { events, waiting, dead } = await read(MOST_LISTED, { onlyDead });
  const now = new Date();
  const rows = events.map((event) => toRow(event, now));
  const heads = ["id", "state", "kind", "workspace", "age", "attempts", "due", "why it failed last"];
  const table = [heads, ...rows];
  const widths = heads.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = rows.length === 0 ? [] : table.map((row) => pad(row, widths));
  const all = onlyDead ? dead : waiting + dead;
  const more = all > events.length ? [`and ${all - events.length} more`] : [];
  return tell([...lines, ...more, `${waiting} waiting, ${dead} given up`].join("\n"));
}

function toRow({ id, state, kind, team, createdAt, dueAt, attempts, error }: OpenEvent, now: Date): string[] {
  const left = dueAt.getTime() - now.getTime();
  return [
    id,
    state === "dead" ? "given up" : "waiting",
    kind,
    team || "?",
    sayDuration(now.getTime() - createdAt.getTime()),
    String(attempts),
    state === "dead" ? "" : left > 0 ? `in ${sayDuration(left)}` : "now",
    (error ?? "").replaceAll(/\s+/g, " ").slice(0, REASON_SHOWN),
  ];
}

function pad(row: readonly string[], widths: readonly number[]): string {
  const cells = row.map((cell, column) => cell.padEnd(widths[column] ?? 0));
  return cells.join("  ").trimEnd();
}

function tellOf(verb: "retry" | "drop", id: string, cared: Cared): number {
  switch (cared) {
    case "done":
      return tell(verb === "retry" ? `${id} is sent again` : `${id} is dropped`);
    case "unknown":
      process.stderr.write(`${id}: there is no such event that waits or was given up; list shows them\n`);
      return 1;
    case "under way":
      process.stderr.write(`${id}: it is being sent, or is due in a few seconds; look again then\n`);
      return 1;
  }
}

function tell(text: string): 0 {
  process.stdout.write(`${text}\n`);
  return 0;
}
