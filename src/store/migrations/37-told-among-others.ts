import { sql } from "kysely";
import type { Migration } from "../engine/migrate.ts";

export const toldAmongOthers: Migration = {
  version: 37,
  name: "who was asked without a message of its own, and which held notices may have been told",
  async up(trx) {
    const statements = [
      // SQLite makes no column nullable that was not.
      sql`alter table question_messages rename to older_question_messages`,
      sql`create table question_messages (
        question_id text not null, team text not null, person text not null, channel text, ts text,
        primary key (question_id, person))`,
      sql`insert into question_messages (question_id, team, person, channel, ts)
        select question_id, team, person, channel, ts from older_question_messages`,
      sql`drop table older_question_messages`,
      sql`alter table held_notices add column listed_at bigint`,
    ];
    for (const statement of statements) await statement.execute(trx);
  },
};
