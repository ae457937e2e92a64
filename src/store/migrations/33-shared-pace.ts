import { sql } from "kysely";
import type { Migration } from "../engine/migrate.ts";

export const sharedPace: Migration = {
  version: 33,
  name: "the pace at which messages leave, for all replicas",
  async up(trx) {
    const statements = [
      sql`alter table outbox add column slot_at bigint`,
      sql`alter table outbox add column slot_of text`,
      sql`create table send_paces (
        team text not null, place text not null, times text not null, held_until bigint not null, timed_at bigint not null,
        primary key (team, place))`,
      // Those whose slot has come go before thousands that have none yet.
      sql`create index outbox_by_slot on outbox (team, due_at) where state = 'waiting' and slot_at is not null`,
    ];
    for (const statement of statements) await statement.execute(trx);
  },
};
