import { sql } from "kysely";
import type { ChannelSeen } from "../domain/channels/channel-follow.ts";
import type { TaskWatch } from "../domain/follow/task-watch.ts";
import type { NewEvent } from "../domain/notifications/events.ts";
import { writeSeen } from "./channel-follows.ts";
import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";
import { writeReminded } from "./reminders.ts";
import { writeEvents } from "./write-events.ts";

/** A task that was deleted meanwhile has nothing more to say: what is kept of it goes a while after nobody has looked at it. */
const KEPT_MS = 90 * 24 * 60 * 60 * 1000;
/** Of how many people at a time SQLite is asked. */
const PEOPLE_AT_ONCE = 500;

/** A task whose turn it is: what is kept of it, and of which version that is. */
type ClaimedWatch = {
  readonly taskId: string;
  readonly watch: TaskWatch | undefined;
  readonly version: number;
  /** The end of the lease. */
  readonly until: number;
};

/** How many labels a worker had given by the end of an hour (hours since 1970). */
type HourCount = { readonly account: string; readonly hour: number; readonly labeled: number };

/** What is followed: each task as it was last seen, what was told of it, and how much was labeled in which hour. */
export function createFollowingStore({ database, now, newId }: StoreContext) {
  const { db } = database;

  return {
    /** True for whoever is to look for tasks that are not followed yet; nobody else within `pauseMs`. Says since when tasks are followed. */
    claimRound(team: string, pauseMs: number): Promise<{ isMine: boolean; since: number }> {
      const time = now().getTime();
      return writeTransaction(database, async (trx) => {
        const made = await trx
          .insertInto("follow_rounds")
          .values({ team, since: time, due_at: time + pauseMs })
          .onConflict((conflict) => conflict.doNothing())
          .returning("since")
          .executeTakeFirst();
        if (made) return { isMine: true, since: time };
        const taken = await trx
          .updateTable("follow_rounds")
          .set({ due_at: time + pauseMs })
          .where("team", "=", team)
          .where("due_at", "<=", time)
          .returning("since")
          .executeTakeFirst();
        const { since } =
          taken ??
          (await trx.selectFrom("follow_rounds").select("since").where("team", "=", team).executeTakeFirstOrThrow());
        return { isMine: taken !== undefined, since };
      });
    },

    /** Open tasks that were created here and are not followed. */
    async listUnknown(team: string, limit: number): Promise<readonly string[]> {
      const rows = await db
        .selectFrom("task_index")
        .leftJoin("followed_tasks", (join) =>
          join
            .onRef("followed_tasks.team", "=", "task_index.team")
            .onRef("followed_tasks.task_id", "=", "task_index.id"),
        )
        .select("task_index.id")
        .where("task_index.team", "=", team)
        .where("task_index.creator", "is not", null)
        .where("task_index.status", "not in", ["DONE", "WONT_DO", "FAILED"])
        .where("followed_tasks.task_id", "is", null)
        .limit(limit)
        .execute();
      return rows.map(({ id }) => id);
    },

    /** Something happened in these tasks: they are due then, if not before. From now on they are followed. */
    notice(team: string, taskIds: readonly string[], dueAt: number): Promise<void> {
      return writeTransaction(database, async (trx) => {
        if (taskIds.length === 0) return;
        await trx
          .insertInto("followed_tasks")
          .values(taskIds.map((task_id) => ({ team, task_id, content: null, version: 0, due_at: dueAt })))
          .onConflict((conflict) =>
            conflict
              .columns(["team", "task_id"])
              .doUpdateSet({ due_at: dueAt })
              .where("followed_tasks.due_at", ">", dueAt),
          )
          .execute();
      });
    },

    /** Tasks that are due, the caller's for `leaseMs`. */
    claimDue(team: string, limit: number, leaseMs: number): Promise<readonly ClaimedWatch[]> {
      const time = now().getTime();
      const until = time + leaseMs;
      return writeTransaction(database, async (trx) => {
        const due = trx
          .selectFrom("followed_tasks")
          .select(["task_id", "content", "version"])
          .where("team", "=", team)
          .where("due_at", "<=", time)
          .orderBy("due_at")
          .limit(limit);
        const rows = await (database.engine === "postgres" ? due.forUpdate().skipLocked() : due).execute();
        if (rows.length === 0) return [];
        await trx
          .updateTable("followed_tasks")
          .set({ due_at: until })
          .where("team", "=", team)
          .where(
            "task_id",
            "in",
            rows.map(({ task_id }) => task_id),
          )
          .execute();
        return rows.map(({ task_id, content, version }) => ({
          taskId: task_id,
          watch: content === null ? undefined : JSON.parse(content),
          version: Number(version),
          until,
        }));
      });
    },

    /**
     * Keeps what was seen, with the events that tell of it, in one transaction. False, with nothing written, when somebody else has looked
     * since the claim. Where something was noticed meanwhile, the task is due when that said.
     */
    save(
      team: string,
      { taskId, version, until }: ClaimedWatch,
      seen: {
        watch: TaskWatch;
        counts: readonly HourCount[];
        /** What channels that follow the task have seen of it, by channel. */
        seenBy: ReadonlyMap<string, ChannelSeen>;
        /** Who is reminded by one of the events. */
        reminded: readonly string[];
        events: readonly NewEvent[];
        dueAt: number;
      },
    ): Promise<boolean> {
      return writeTransaction(database, async (trx) => {
        const kept = await trx
          .updateTable("followed_tasks")
          .set({
            content: JSON.stringify(seen.watch),
            version: version + 1,
            due_at: sql<number>`case when due_at = ${until} then ${seen.dueAt} else due_at end`,
          })
          .where("team", "=", team)
          .where("task_id", "=", taskId)
          .where("version", "=", version)
          .returning("task_id")
          .executeTakeFirst();
        if (!kept) return false;
        for (const { account, hour, labeled } of seen.counts) {
          await trx
            .insertInto("label_counts")
            .values({ team, task_id: taskId, account, hour, labeled })
            .onConflict((conflict) => conflict.columns(["team", "task_id", "account", "hour"]).doUpdateSet({ labeled }))
            .execute();
        }
        await writeSeen(trx, { team, taskId }, seen.seenBy, now().getTime());
        await writeReminded(trx, { team, taskId }, seen.reminded, now().getTime());
        await writeEvents(trx, seen.events, { now, newId });
        return true;
      });
    },

    /** It could not be looked at: again then, if nothing is noticed before. */
    async postpone(team: string, { taskId, version, until }: ClaimedWatch, dueAt: number): Promise<void> {
      await writeTransaction(database, async (trx) => {
        await trx
          .updateTable("followed_tasks")
          .set({ due_at: dueAt })
          .where("team", "=", team)
          .where("task_id", "=", taskId)
          .where("version", "=", version)
          .where("due_at", "=", until)
          .execute();
      });
    },

    async find(team: string, taskId: string): Promise<TaskWatch | undefined> {
      const row = await db
        .selectFrom("followed_tasks")
        .select("content")
        .where("team", "=", team)
        .where("task_id", "=", taskId)
        .executeTakeFirst();
      return row?.content == null ? undefined : JSON.parse(row.content);
    },

    /** In the order of hours. */
    async listCounts(team: string, taskId: string): Promise<readonly HourCount[]> {
      const rows = await db
        .selectFrom("label_counts")
        .select(["account", "hour", "labeled"])
        .where("team", "=", team)
        .where("task_id", "=", taskId)
        .orderBy("hour")
        .execute();
      return rows.map(({ account, hour, labeled }) => ({ account, hour: Number(hour), labeled: Number(labeled) }));
    },

    /** How many of their assignments these people have submitted more than once: they had been sent back. Who has none is left out. */
    async countSentBack(team: string, taskId: string, people: readonly string[]): Promise<ReadonlyMap<string, number>> {
      const counts = new Map<string, number>();
      for (let from = 0; from < people.length; from += PEOPLE_AT_ONCE) {
        const again = db
          .selectFrom("label_answers")
          .select(["person", "assignment_id"])
          .where("team", "=", team)
          .where("task_id", "=", taskId)
          .where("person", "in", people.slice(from, from + PEOPLE_AT_ONCE))
          .where("state", "=", "submitted")
          .groupBy(["person", "assignment_id"])
          .having((row) => row.fn.countAll(), ">", 1)
          .as("again");
        const rows = await db
          .selectFrom(again)
          .select(["person", (row) => row.fn.countAll().as("labels")])
          .groupBy("person")
          .execute();
        for (const { person, labels } of rows) counts.set(person, Number(labels));
      }
      return counts;
    },

    /** The task is gone; `events` tell of it. */
    async remove(team: string, taskId: string, events: readonly NewEvent[]): Promise<void> {
      await writeTransaction(database, async (trx) => {
        await writeEvents(trx, events, { now, newId });
        for (const table of ["followed_tasks", "label_counts"] as const) {
          await trx.deleteFrom(table).where("team", "=", team).where("task_id", "=", taskId).execute();
        }
      });
    },

    /** Deletes the counts of tasks that are followed no more and of long ago; gives the number. */
    sweep(): Promise<number> {
      const before = Math.floor((now().getTime() - KEPT_MS) / 3_600_000);
      return writeTransaction(database, async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom("label_counts")
          .where("hour", "<", before)
          .where(({ not, exists, selectFrom }) =>
            not(
              exists(
                selectFrom("followed_tasks")
                  .select("followed_tasks.task_id")
                  .whereRef("followed_tasks.team", "=", "label_counts.team")
                  .whereRef("followed_tasks.task_id", "=", "label_counts.task_id"),
              ),
            ),
          )
          .executeTakeFirstOrThrow();
        return Number(numDeletedRows);
      });
    },
  };
}
