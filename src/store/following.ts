import { sql } from "kysely";
import type { ChannelSeen } from "../domain/channels/channel-follow.ts";
import type { TaskWatch } from "../domain/follow/task-watch.ts";
import type { NewEvent } from "../domain/notifications/events.ts";
import { writeSeen } from "./channel-follows.ts";
import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";
import { type HourCount, writeCounts } from "./label-counts.ts";
import { writeReminded } from "./reminders.ts";
import { writeEvents } from "./write-events.ts";

/** A task whose turn it is: what is kept of it, and of which version that is. */
type ClaimedWatch = {
  readonly taskId: string;
  readonly watch: TaskWatch | undefined;
  readonly version: number;
  /** The end of the lease. */
  readonly until: number;
};

/** What is followed: each task as it was last seen, and what was told of it. */
export function createFollowingStore(context: StoreContext) {
  const { database, now } = context;
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
        await writeCounts(trx, { team, taskId }, seen.counts);
        await writeSeen(trx, { team, taskId }, seen.seenBy, now().getTime());
        await writeReminded(trx, { team, taskId }, seen.reminded, now().getTime());
        await writeEvents(trx, seen.events, context);
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

    /** The task is gone; `events` tell of it. */
    async remove(team: string, taskId: string, events: readonly NewEvent[]): Promise<void> {
      await writeTransaction(database, async (trx) => {
        await writeEvents(trx, events, context);
        for (const table of ["followed_tasks", "label_counts"] as const) {
          await trx.deleteFrom(table).where("team", "=", team).where("task_id", "=", taskId).execute();
        }
      });
    },
  };
}
