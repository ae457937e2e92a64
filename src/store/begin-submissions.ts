import { sql, type Transaction } from "kysely";
import { ForeignSubmission } from "../domain/submissions/foreign-submission.ts";
import { canChange, SIDE, SideChanged } from "../domain/submissions/side.ts";
import type { Begun, NewEntry, PromisedEntry, Submission } from "../domain/submissions/submission.ts";
import type { StoreContext } from "./context.ts";
import { gather } from "./engine/gather.ts";
import { writeTransaction } from "./engine/write-transaction.ts";
import type { Schema } from "./schema.ts";

/** Fifteen parameters a row; well under 20 ms on SQLite. */
const BEGUN_AT_ONCE = 100;

type Item = {
  readonly entry: NewEntry;
  readonly leaseMs: number;
  readonly fulfils: string | undefined;
  readonly request: string | undefined;
};
/** What became of an item; what is not begun since the side is another one, or the id is somebody else's. */
type Outcome = Begun | "side changed" | "foreign";

/**
 * Journals submissions, those that come at the same time in one transaction: each is awaited by an ack, and five hundred
 * transactions would be five hundred waits for the disk.
 */
export function createBeginning({
  database,
  now,
  currentRequest,
}: StoreContext): (entry: NewEntry, leaseMs: number, fulfils?: string) => Promise<Begun> {
  function beginTogether(all: readonly Item[]): Promise<readonly Outcome[]> {
    return writeTransaction(database, async (trx) => {
      const changed = await findChanged(trx, all);
      const items = all.filter((item) => !changed.has(item));
      const outcomes = items.length > 0 ? await beginThem(trx, items) : [];
      const begun = new Map(items.map((item, index) => [item, outcomes[index] ?? "foreign"]));
      return all.map((item) => begun.get(item) ?? "side changed");
    });
  }

  /** Those of workspaces whose side is another one by now. */
  async function findChanged(trx: Transaction<Schema>, items: readonly Item[]): Promise<ReadonlySet<Item>> {
    const bound = items.filter(({ entry }) => canChange(entry.side ?? ""));
    if (bound.length === 0) return new Set();
    const teams = [...new Set(bound.map(({ entry }) => entry.team))];
    const connected = trx.selectFrom("connections").select(["team", "user_id", "app_id"]).where("team", "in", teams);
    const sides = new Map(
      (await connected.execute()).map((row) => [row.team, SIDE.connected({ userId: row.user_id, appId: row.app_id })]),
    );
    return new Set(bound.filter(({ entry }) => entry.side !== (sides.get(entry.team) ?? SIDE.local)));
  }

  /** What became of each. */
  async function beginThem(trx: Transaction<Schema>, items: readonly Item[]): Promise<readonly Outcome[]> {
    // One statement does not take the same row twice: the form that was sent twice at once is begun by the first.
    const first = new Map<string, Item>();
    for (const item of items) if (!first.has(item.entry.id)) first.set(item.entry.id, item);
    const rows = [...first.values()].map((item) => toRow(item, now().getTime()));
    const begun = await trx
      .insertInto("submissions")
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .column("id")
          .doUpdateSet((eb) => ({
            kind: eb.ref("excluded.kind"),
            view_id: eb.ref("excluded.view_id"),
            payload: eb.ref("excluded.payload"),
            status: eb.ref("excluded.status"),
            leased_until: eb.ref("excluded.leased_until"),
            check_at: eb.ref("excluded.check_at"),
            updated_at: eb.ref("excluded.updated_at"),
            request: eb.ref("excluded.request"),
            side: eb.ref("excluded.side"),
            attempts: sql<number>`submissions.attempts + 1`,
            in_doubt: sql<number>`case when submissions.status = 'doubtful' then 1 else 0 end`,
          }))
          .where("submissions.status", "in", ["failed", "doubtful"])
          .whereRef("submissions.team", "=", "excluded.team")
          .whereRef("submissions.person", "=", "excluded.person"),
      )
      .returning(["id", "attempts"])
      .execute();
    const fulfilled = items.flatMap(({ fulfils }) => fulfils ?? []);
    if (fulfilled.length > 0) {
      const time = now().getTime();
      const done = { status: "done" as const, leased_until: time, updated_at: time };
      const requests = trx.updateTable("submissions").set(done).where("kind", "=", "request");
      await requests.where("id", "in", fulfilled).execute();
    }
    const begunAs = new Map(begun.map(({ id, attempts }) => [id, attempts]));
    const known = new Map<string, { team: string; person: string; status: Submission["status"] }>();
    if (begunAs.size < items.length) {
      const found = trx.selectFrom("submissions").select(["id", "team", "person", "status"]);
      for (const row of await found.where("id", "in", [...first.keys()]).execute()) known.set(row.id, row);
    }
    return items.map((item) => {
      const { id, team, person } = item.entry;
      const attempts = begunAs.get(id);
      if (attempts !== undefined && first.get(id) === item) return { state: "begun", attempts };
      const row = known.get(id);
      if (row?.team !== team || row.person !== person) return "foreign";
      return { state: row.status === "done" ? "done" : "pending" };
    });
  }

  const begin = gather(BEGUN_AT_ONCE, beginTogether);
  return async (entry, leaseMs, fulfils) => {
    const begun = await begin({ entry, leaseMs, fulfils, request: currentRequest?.() });
    if (begun === "side changed") throw new SideChanged(entry.team);
    if (begun === "foreign") throw new ForeignSubmission(entry.id);
    return begun;
  };
}

/** Journals what is promised with something else, in the transaction of that; what is promised already is left alone. */
export async function writePromised(
  trx: Transaction<Schema>,
  { entry, dueInMs }: PromisedEntry,
  { now, currentRequest }: Pick<StoreContext, "now" | "currentRequest">,
): Promise<void> {
  const row = toRow({ entry, leaseMs: dueInMs, request: currentRequest?.() }, now().getTime());
  await trx
    .insertInto("submissions")
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

function toRow({ entry, leaseMs, request }: Omit<Item, "fulfils">, time: number) {
  const { id, team, person, kind, viewId, side } = entry;
  return {
    id,
    team,
    person,
    kind,
    view_id: viewId,
    payload: JSON.stringify(entry.payload),
    status: "pending" as const,
    leased_until: time + leaseMs,
    check_at: null,
    updated_at: time,
    attempts: 1,
    in_doubt: 0,
    created_at: time,
    request: request ?? null,
    side: side ?? "",
  };
}
