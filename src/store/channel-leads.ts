import type { Selectable } from "kysely";
import type { ChannelFollow, LeadFollow, LeadKey, NewsKind } from "../domain/channels/channel-follow.ts";
import { newDoing } from "../domain/history/doings.ts";
import type { NewEvent } from "../domain/notifications/events.ts";
import { doneBy, toFollow } from "./channel-follows.ts";
import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";
import { writeDoings } from "./history.ts";
import type { Schema } from "./schema.ts";
import { writeEvents } from "./write-events.ts";

/** Whose tasks channels follow, with those to come. What follows from a change is written with it, as events. */
export function createChannelLeadStore(context: StoreContext) {
  const { database, now } = context;
  const { db } = database;

  const leadsOf = (team: string) => db.selectFrom("channel_leads").selectAll().where("team", "=", team);

  return {
    /** False where the lead's tasks are followed there already. */
    followLead({ team, channel, lead, kinds }: Omit<LeadFollow, "ts">, events: readonly NewEvent[]): Promise<boolean> {
      return writeTransaction(database, async (trx) => {
        const made = await trx
          .insertInto("channel_leads")
          .values({ team, channel, lead, kinds: JSON.stringify(kinds), ts: null })
          .onConflict((conflict) => conflict.doNothing())
          .returning("lead")
          .executeTakeFirst();
        if (made) {
          await writeEvents(trx, events, context);
          await writeDoings(
            trx,
            [newDoing("channel.lead-followed", { team, person: lead }, { channel, of: lead })],
            context,
          );
        }
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
        if (numUpdatedRows > 0n) await writeEvents(trx, events, context);
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
        await writeEvents(trx, eventsOf(rows.map(toFollow)), context);
        return true;
      });
    },

    /** Ends the following of a lead's tasks, with those that came with it; gives what said so. */
    unfollowLead(
      { team, channel, lead }: LeadKey,
      eventsOf: (lead: LeadFollow, tasks: readonly ChannelFollow[]) => readonly NewEvent[],
      by?: string,
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
        await writeEvents(trx, eventsOf(ended, rows.map(toFollow)), context);
        const head = { team, ...(by === undefined ? { via: "app" as const } : { person: by }) };
        await writeDoings(trx, [newDoing("channel.lead-unfollowed", head, { channel, of: lead })], context);
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
        const ended = { tasks: tasks.map(toFollow), leads: leads.map(toLead) };
        await writeEvents(trx, eventsOf(ended), context);
        await writeDoings(
          trx,
          [
            // What came with all tasks of a lead ends with those.
            ...ended.tasks
              .filter(({ via }) => via === undefined)
              .map((task) => newDoing("channel.unfollowed", doneBy(undefined, task), { channel })),
            ...ended.leads.map(({ lead }) =>
              newDoing("channel.lead-unfollowed", { team, via: "app" }, { channel, of: lead }),
            ),
          ],
          context,
        );
      });
    },
  };
}

function toLead({ ts, kinds, ...key }: Selectable<Schema["channel_leads"]>): LeadFollow {
  return { ...key, kinds: JSON.parse(kinds), ...(ts !== null && { ts }) };
}
