import type { Selectable, Transaction } from "kysely";
import type {
  ChannelFollow,
  ChannelSeen,
  FollowKey,
  LeadFollow,
  LeadKey,
  NewsKind,
} from "../domain/channels/channel-follow.ts";
import type { NewEvent } from "../domain/notifications/events.ts";
import { cutText } from "../domain/text.ts";
import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";
import type { Schema } from "./schema.ts";
import { writeEvents } from "./write-events.ts";

/** As long as other copies of cards (`posted-cards.ts`), from the last change on. */
const KEPT_MS = 365 * 24 * 60 * 60 * 1000;
/** Of a task's name, for lists and for a task that is gone; cards show it as it is now. */
const NAME_KEPT = 200;

/** Which tasks channels follow, and whose. What follows from a change is written with it, as events. */
export function createChannelFollowStore({ database, now, newId }: StoreContext) {
  const { db } = database;
  const tools = { now, newId };

  const tasksIn = (team: string, channel: string) =>
    db.selectFrom("channel_follows").selectAll().where("team", "=", team).where("channel", "=", channel);
  const leadsOf = (team: string) => db.selectFrom("channel_leads").selectAll().where("team", "=", team);

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
            ...{
              team,
              channel,
              task_id: taskId,
              task_name: cutText(taskName.replaceAll("\0", ""), NAME_KEPT),
              asked_by: by,
              via: via ?? null,
            },
            ...{ kinds: JSON.stringify(kinds), ts: null, seen: null, changed_at: time },
          })
          .onConflict((conflict) => conflict.doNothing())
          .returning("task_id")
          .executeTakeFirst();
        if (made) await writeEvents(trx, events, tools);
        else if (via === undefined)
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
        if (numUpdatedRows > 0n) await writeEvents(trx, events, tools);
        return numUpdatedRows > 0n;
      });
    },

    /** Ends the following of a task; gives what was followed. */
    unfollow(
      key: FollowKey,
      eventsOf: (ended: ChannelFollow) => readonly NewEvent[] = () => [],
    ): Promise<ChannelFollow | undefined> {
      return writeTransaction(database, async (trx) => {
        const ended = await remove(trx, key);
        if (ended) await writeEvents(trx, eventsOf(ended), tools);
        return ended;
      });
    },

    /** Ends all that a channel follows. */
    endChannel(
      team: string,
      channel: string,
      eventsOf: (ended: { tasks: readonly ChannelFollow[]; leads: readonly LeadFollow[] }) => readonly NewEvent[],
    ): Promise<void> {
      return writeTransaction(database, async (trx) => {
        const of = { team, channel };
        const tasks = await trx
          .deleteFrom("channel_follows")
          .where("team", "=", of.team)
          .where("channel", "=", of.channel)
          .returningAll()
          .execute();
        const leads = await trx
          .deleteFrom("channel_leads")
          .where("team", "=", of.team)
          .where("channel", "=", of.channel)
          .returningAll()
          .execute();
        await writeEvents(trx, eventsOf({ tasks: tasks.map(toFollow), leads: leads.map(toLead) }), tools);
      });
    },

    /** False where the lead's tasks are followed there already. */
    followLead({ team, channel, lead, kinds }: Omit<LeadFollow, "ts">, events: readonly NewEvent[]): Promise<boolean> {
      return writeTransaction(database, async (trx) => {
        const made = await trx
          .insertInto("channel_leads")
          .values({ team, channel, lead, kinds: JSON.stringify(kinds), ts: null })
          .onConflict((conflict) => conflict.doNothing())
          .returning("lead")
          .executeTakeFirst();
        if (made) await writeEvents(trx, events, tools);
        return made !== undefined;
      });
    },

    /** The message that says so is there; `events` are what follows. */
    noteLeadPosted({ team, channel, lead }: LeadKey, ts: string, events: readonly NewEvent[]): Promise<void> {
      return writeTransaction(database, async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable("channel_leads")
          .set({ ts })
          .where("team", "=", team)
          .where("channel", "=", channel)
          .where("lead", "=", lead)
          .where("ts", "is", null)
          .executeTakeFirstOrThrow();
        if (numUpdatedRows > 0n) await writeEvents(trx, events, tools);
      });
    },

    async findLead({ team, channel, lead }: LeadKey): Promise<LeadFollow | undefined> {
      const row = await leadsOf(team).where("channel", "=", channel).where("lead", "=", lead).executeTakeFirst();
      return row && toLead(row);
    },

    /** The channels in which a lead's tasks are followed. */
    async listForLead(team: string, lead: string): Promise<readonly LeadFollow[]> {
      return (await leadsOf(team).where("lead", "=", lead).orderBy("channel").execute()).map(toLead);
    },

    async listLeadsIn(team: string, channel: string): Promise<readonly LeadFollow[]> {
      return (await leadsOf(team).where("channel", "=", channel).orderBy("lead").execute()).map(toLead);
    },

    /** Also for the tasks that came with the lead's. False where the lead's are not followed there. */
    setLeadKinds(
      { team, channel, lead }: LeadKey,
      kinds: readonly NewsKind[],
      eventsOf: (tasks: readonly ChannelFollow[]) => readonly NewEvent[],
    ): Promise<boolean> {
      const set = { kinds: JSON.stringify(kinds) };
      return writeTransaction(database, async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable("channel_leads")
          .set(set)
          .where("team", "=", team)
          .where("channel", "=", channel)
          .where("lead", "=", lead)
          .executeTakeFirstOrThrow();
        if (numUpdatedRows === 0n) return false;
        const rows = await trx
          .updateTable("channel_follows")
          .set({ ...set, changed_at: now().getTime() })
          .where("team", "=", team)
          .where("channel", "=", channel)
          .where("via", "=", lead)
          .returningAll()
          .execute();
        await writeEvents(trx, eventsOf(rows.map(toFollow)), tools);
        return true;
      });
    },

    /** Ends the following of a lead's tasks, with those that came with it; gives what said so. */
    unfollowLead(
      { team, channel, lead }: LeadKey,
      eventsOf: (lead: LeadFollow, tasks: readonly ChannelFollow[]) => readonly NewEvent[],
    ): Promise<LeadFollow | undefined> {
      return writeTransaction(database, async (trx) => {
        const row = await trx
          .deleteFrom("channel_leads")
          .where("team", "=", team)
          .where("channel", "=", channel)
          .where("lead", "=", lead)
          .returningAll()
          .executeTakeFirst();
        if (!row) return undefined;
        const rows = await trx
          .deleteFrom("channel_follows")
          .where("team", "=", team)
          .where("channel", "=", channel)
          .where("via", "=", lead)
          .returningAll()
          .execute();
        const ended = toLead(row);
        await writeEvents(trx, eventsOf(ended, rows.map(toFollow)), tools);
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

function toFollow(row: Selectable<Schema["channel_follows"]>): ChannelFollow {
  const { team, channel, task_id, task_name, asked_by, via, kinds, ts, seen } = row;
  return {
    ...{ team, channel, taskId: task_id, taskName: task_name, by: asked_by, kinds: JSON.parse(kinds) },
    ...(via !== null && { via }),
    ...(ts !== null && { ts }),
    ...(seen !== null && { seen: JSON.parse(seen) }),
  };
}

function toLead({ ts, kinds, ...key }: Selectable<Schema["channel_leads"]>): LeadFollow {
  return { ...key, kinds: JSON.parse(kinds), ...(ts !== null && { ts }) };
}
