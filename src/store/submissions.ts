import { type Selectable, sql, type Transaction } from "kysely";
import type { OwnChange } from "../domain/elsewhere/own-change.ts";
import type { Doing } from "../domain/history/doings.ts";
import type { JsonObject } from "../domain/json.ts";
import type { HeldSubmission, PromisedEntry, Submission, SubmissionStatus } from "../domain/submissions/submission.ts";
import { createBeginning, writePromised } from "./begin-submissions.ts";
import type { StoreContext } from "./context.ts";
import { gather } from "./engine/gather.ts";
import { writeTransaction } from "./engine/write-transaction.ts";
import { writeDoings } from "./history.ts";
import type { Schema } from "./schema.ts";
import { type EventToWrite, writeEvents } from "./write-events.ts";
import { writeOwnChanges } from "./write-own-changes.ts";

/** Long enough to answer a question about what happened; the task itself is on the other side. */
const SETTLED_KEPT_MS = 30 * 24 * 60 * 60 * 1000;
/** A signed request is taken for five minutes: after that it cannot come again. */
const REQUEST_KEPT_MS = 60 * 60 * 1000;

/** SQLite takes 32,766 parameters in a statement. */
const IDS_PER_QUERY = 1_000;
/** SQLite takes an expression that is 1,000 deep. */
const HELD_PER_QUERY = 500;

type Outcome = {
  readonly status: Exclude<SubmissionStatus, "pending">;
  /** Required for `doubtful`. */
  readonly checkAt?: Date;
  /** When given, only this attempt is settled: nothing is written if the submission has been begun again since. */
  readonly attempt?: number;
  /** What was done to tasks, and is told with it. */
  readonly own?: readonly OwnChange[];
  /** What is to be done later because of it. */
  readonly promised?: PromisedEntry | undefined;
};

/** The journal of what people have sent and the app has promised to carry out. */
export function createSubmissionJournal(context: StoreContext) {
  const { database, now } = context;

  /** Claims what `status` leaves to be done of a workspace but for `except`; what others are claiming is passed over. */
  const claim = (
    team: string,
    status: "pending" | "doubtful",
    { limit, except, leaseMs }: { limit: number; except: readonly string[]; leaseMs: number },
  ) => {
    // A look is no attempt: it sends nothing.
    const attempt = status === "pending" ? 1 : 0;
    const time = now().getTime();
    return writeTransaction(database, async (trx) => {
      const ready = trx
        .selectFrom("submissions")
        .selectAll()
        .where("team", "=", team)
        .where("status", "=", status)
        .where("leased_until", "<=", time)
        .$if(status === "doubtful", (query) => query.where("check_at", "<=", time))
        .$if(except.length > 0, (query) => query.where("id", "not in", except))
        .orderBy("created_at")
        .limit(limit);
      const rows = await (database.engine === "postgres" ? ready.forUpdate().skipLocked() : ready).execute();
      for (const { id } of rows) {
        await trx
          .updateTable("submissions")
          .set((row) => ({ leased_until: time + leaseMs, attempts: row("attempts", "+", attempt) }))
          .where("id", "=", id)
          .execute();
      }
      return rows.map((row) => toSubmission({ ...row, attempts: row.attempts + attempt }));
    });
  };

  /** Gives the ids of those that are still held. What was settled meanwhile, or taken up by somebody else, keeps what it has. */
  const lease = async (held: readonly HeldSubmission[], until: number): Promise<readonly string[]> => {
    const leased: string[] = [];
    for (let from = 0; from < held.length; from += HELD_PER_QUERY) {
      const some = held.slice(from, from + HELD_PER_QUERY);
      const rows = await writeTransaction(database, (trx) =>
        trx
          .updateTable("submissions")
          .set({ leased_until: until })
          .where((row) =>
            row.or(some.map(({ id, attempts }) => row.and([row("id", "=", id), row("attempts", "=", attempts)]))),
          )
          .where("status", "in", ["pending", "doubtful"])
          .returning("id")
          .execute(),
      );
      leased.push(...rows.map(({ id }) => id));
    }
    return leased;
  };

  function endTogether(ids: readonly string[]): Promise<readonly undefined[]> {
    const time = now().getTime();
    return writeTransaction(database, async (trx) => {
      const done = { status: "done" as const, leased_until: time, updated_at: time };
      const requests = trx.updateTable("submissions").set(done).where("kind", "=", "request");
      await requests.where("id", "in", ids).where("status", "<>", "done").execute();
      return ids.map(() => undefined);
    });
  }

  return {
    /**
     * Journals a submission as pending, leased for `leaseMs`. One that failed or is doubtful is begun again; one that is
     * pending or done is left alone. Rejects when the id is somebody else's. `fulfils` is a request of the same person that is
     * done once this is begun.
     */
    begin: createBeginning(context),

    /** Records that a request was answered: those of one moment in one statement, since nobody waits for it. */
    end: gather(IDS_PER_QUERY, endTogether),

    async find(id: string): Promise<Submission | undefined> {
      const row = await findRow(database.db, id);
      return row && toSubmission(row);
    },

    /** Records the outcome, writes the events and what is promised, and notes what was done, in one transaction. What is done stays done, and is told once. */
    settle(
      id: string,
      { status, checkAt, attempt, own = [], promised }: Outcome,
      events: readonly EventToWrite[],
      doings: readonly Doing[] = [],
    ): Promise<boolean> {
      if (status === "doubtful" && checkAt === undefined) {
        return Promise.reject(new Error(`Submission ${id} is doubtful without a time to look again`));
      }
      const time = now().getTime();
      return writeTransaction(database, async (trx) => {
        const settled = await trx
          .updateTable("submissions")
          .set({
            status,
            leased_until: time,
            updated_at: time,
            check_at: status === "doubtful" && checkAt !== undefined ? checkAt.getTime() : null,
          })
          .where("id", "=", id)
          .where("status", "<>", "done")
          .$if(attempt !== undefined, (query) => query.where("attempts", "=", attempt ?? 0))
          .returning(["id", "team"])
          .executeTakeFirst();
        if (settled !== undefined) {
          await writeOwnChanges(database, trx, settled.team, own);
          if (promised) await writePromised(trx, promised, context);
          await writeEvents(trx, events, context);
          await writeDoings(trx, doings, context);
          return true;
        }
        if ((await findRow(trx, id)) === undefined) throw new Error(`Submission ${id} is not in the journal`);
        return false;
      });
    },

    /** The ids of what is promised begin with the submission's; compared as equal, since a locale orders punctuation as it likes. */
    promiseAgain: (id: string, dueInMs: number): Promise<void> =>
      writeTransaction(database, async (trx) => {
        const time = now().getTime();
        const prefix = `${id}:`;
        await trx
          .updateTable("submissions")
          .set({ status: "pending", leased_until: time + dueInMs, updated_at: time })
          .where(sql<string>`substr(id, 1, ${prefix.length})`, "=", prefix)
          .where("status", "=", "done")
          .execute();
      }),

    /** Prolongs leases; gives the ids of those that are still held. */
    renew: (held: readonly HeldSubmission[], leaseMs: number): Promise<readonly string[]> =>
      lease(held, now().getTime() + leaseMs),

    async release(held: readonly HeldSubmission[]): Promise<void> {
      await lease(held, now().getTime());
    },

    /** Each claim is an attempt more: whoever has held it before neither renews nor settles it. */
    claimAbandoned: (
      team: string,
      limit: number,
      leaseMs: number,
      except: readonly string[] = [],
    ): Promise<readonly Submission[]> => claim(team, "pending", { limit, except, leaseMs }),

    claimDoubtful: (
      team: string,
      limit: number,
      leaseMs: number,
      except: readonly string[] = [],
    ): Promise<readonly Submission[]> => claim(team, "doubtful", { limit, except, leaseMs }),

    /** Deletes what was settled a month ago, and requests that cannot be delivered again; gives the number. */
    sweep(): Promise<number> {
      return writeTransaction(database, async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom("submissions")
          .where("status", "in", ["done", "failed"])
          .where((row) =>
            row.or([
              row("updated_at", "<=", now().getTime() - SETTLED_KEPT_MS),
              row.and([row("kind", "=", "request"), row("updated_at", "<=", now().getTime() - REQUEST_KEPT_MS)]),
            ]),
          )
          .executeTakeFirstOrThrow();
        return Number(numDeletedRows);
      });
    },
  };
}

const findRow = (db: Pick<Transaction<Schema>, "selectFrom">, id: string) =>
  db.selectFrom("submissions").selectAll().where("id", "=", id).executeTakeFirst();

const toSubmission = (row: Selectable<Schema["submissions"]>): Submission => ({
  id: row.id,
  team: row.team,
  person: row.person,
  kind: row.kind,
  viewId: row.view_id,
  payload: JSON.parse(row.payload) as JsonObject,
  status: row.status,
  attempts: row.attempts,
  isInDoubt: row.in_doubt === 1,
  ...(row.request !== null && { request: row.request }),
  ...(row.side !== "" && { side: row.side }),
});
