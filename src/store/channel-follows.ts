import type { Selectable, Transaction } from "kysely";
import type { ChannelFollow, ChannelSeen, FollowKey, NewsKind } from "../domain/channels/channel-follow.ts";
import { newDoing } from "../domain/history/doings.ts";
import type { NewEvent } from "../domain/notifications/events.ts";
import { cutText } from "../domain/text.ts";
import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";
import { writeDoings } from "./history.ts";
import type { Schema } from "./schema.ts";
import { writeEvents } from "./write-events.ts";

/** As long as other copies of cards (`posted-cards.ts`), from the last change on. */
const KEPT_MS = 365 * 24 * 60 * 60 * 1000;
/** Of a task's name, for lists and for a task that is gone; cards show it as it is now. */
const NAME_KEPT = 200;

/** Which tasks channels follow, each by itself. What follows from a change is written with it, as events. */
export function createChannelFollowStore(context: StoreContext) {
  const { database, now } = context;
  const { db } = database;

  const tasksIn = (team: string, channel: string) =>
    db.selectFrom("channel_follows").selectAll().where("team", "=", team).where("channel", "=", channel);

  async function remove(trx: Transaction<Schema>, { team, channel, taskId }: FollowKey) {
    const row = await trx
      .deleteFrom("channel_follows")
      .where("team", "=", team)
      .where("channel", "=", channel)
      .where("task_id", "=", taskId)
      .returningAll()
      .executeTakeFirst();
    return row && toFollow(row);
  }

  return {
    /** False where the channel follows the task already; it then does so by itself, and not only with all of a lead's. */
    follow(follow: Omit<ChannelFollow, "ts" | "seen">, events: readonly NewEvent[]): Promise<boolean> {
      const { team, channel, taskId, taskName, by, via, kinds } = follow;
      const time = now().getTime();
      return writeTransaction(database, async (trx) => {
        const made = await trx
          .insertInto("channel_follows")
          .values({
            team,
            channel,
            task_id: taskId,
            task_name: cutText(taskName.replaceAll("\0", ""), NAME_KEPT),
            asked_by: by,
            via: via ?? null,
            kinds: JSON.stringify(kinds),
            ts: null,
            seen: null,
            changed_at: time,
          })
          .onConflict((conflict) => conflict.doNothing())
          .returning("task_id")
          .executeTakeFirst();
        if (made) {
          await writeEvents(trx, events, context);
          // What comes with all tasks of a lead nobody has asked for by itself.
          if (via === undefined)
            await writeDoings(trx, [newDoing("channel.followed", doneBy(by, follow), { channel })], context);
        } else if (via === undefined)
          await trx
            .updateTable("channel_follows")
            .set({ via: null })
            .where("team", "=", team)
            .where("channel", "=", channel)
            .where("task_id", "=", taskId)
            .execute();
        return made !== undefined;
      });
    },

    /** The card is there. False where the task is not followed any more, or has a card already. */
    notePosted({ team, channel, taskId }: FollowKey, ts: string): Promise<boolean> {
      return writeTransaction(database, async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable("channel_follows")
          .set({ ts, changed_at: now().getTime() })
          .where("team", "=", team)
          .where("channel", "=", channel)
          .where("task_id", "=", taskId)
          .where("ts", "is", null)
          .executeTakeFirstOrThrow();
        return numUpdatedRows > 0n;
      });
    },

    async find({ team, channel, taskId }: FollowKey): Promise<ChannelFollow | undefined> {
      const row = await tasksIn(team, channel).where("task_id", "=", taskId).executeTakeFirst();
      return row && toFollow(row);
    },

    async listForTask(team: string, taskId: string): Promise<readonly ChannelFollow[]> {
      const rows = await db
        .selectFrom("channel_follows")
        .selectAll()
        .where("team", "=", team)
        .where("task_id", "=", taskId)
        .orderBy("channel")
        .execute();
      return rows.map(toFollow);
    },

    /** By name. */
    async listForChannel(team: string, channel: string): Promise<readonly ChannelFollow[]> {
      const rows = await tasksIn(team, channel).orderBy("task_name").orderBy("task_id").execute();
      return rows.map(toFollow);
    },

    /** False where the task is not followed there. */
    setKinds(
      { team, channel, taskId }: FollowKey,
      kinds: readonly NewsKind[],
      events: readonly NewEvent[],
    ): Promise<boolean> {
      return writeTransaction(database, async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable("channel_follows")
          .set({ kinds: JSON.stringify(kinds), changed_at: now().getTime() })
          .where("team", "=", team)
          .where("channel", "=", channel)
          .where("task_id", "=", taskId)
          .executeTakeFirstOrThrow();
        if (numUpdatedRows > 0n) await writeEvents(trx, events, context);
        return numUpdatedRows > 0n;
      });
    },

    /** Ends the following of a task; gives what was followed. `by`: who wants so; absent where it ends by itself. */
    unfollow(
      key: FollowKey,
      eventsOf: (ended: ChannelFollow) => readonly NewEvent[] = () => [],
      by?: string,
    ): Promise<ChannelFollow | undefined> {
      return writeTransaction(database, async (trx) => {
        const ended = await remove(trx, key);
        if (!ended) return undefined;
        await writeEvents(trx, eventsOf(ended), context);
        await writeDoings(trx, [newDoing("channel.unfollowed", doneBy(by, ended), { channel: key.channel })], context);
        return ended;
      });
    },

    /** Deletes what has not changed for a year; gives the number of rows. */
    sweep(): Promise<number> {
      return writeTransaction(database, async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom("channel_follows")
          .where("changed_at", "<=", now().getTime() - KEPT_MS)
          .executeTakeFirstOrThrow();
        return Number(numDeletedRows);
      });
    },
  };
}

/** By the app itself where nobody has wanted it. */
export const doneBy = (
  person: string | undefined,
  { team, taskId: id, taskName: name }: Pick<ChannelFollow, "team" | "taskId" | "taskName">,
) => ({
  team,
  ...(person === undefined ? { via: "app" as const } : { person }),
  task: { id, name },
});

/** Remembers what channels have seen of a task, in the transaction of whoever has looked. */
export async function writeSeen(
  trx: Transaction<Schema>,
  { team, taskId }: { team: string; taskId: string },
  seenBy: ReadonlyMap<string, ChannelSeen>,
  time: number,
): Promise<void> {
  for (const [channel, seen] of seenBy) {
    await trx
      .updateTable("channel_follows")
      .set({ seen: JSON.stringify(seen), changed_at: time })
      .where("team", "=", team)
      .where("channel", "=", channel)
      .where("task_id", "=", taskId)
      .execute();
  }
}

/** A row, as it is spoken of. */
export function toFollow(row: Selectable<Schema["channel_follows"]>): ChannelFollow {
  const { team, channel, task_id, task_name, asked_by, via, kinds, ts, seen } = row;
  return {
    team,
    channel,
    taskId: task_id,
    taskName: task_name,
    by: asked_by,
    kinds: JSON.parse(kinds),
    ...(via !== null && { via }),
    ...(ts !== null && { ts }),
    ...(seen !== null && { seen: JSON.parse(seen) }),
  };
}
