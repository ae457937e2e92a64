import { sql } from "kysely";
import type { Migration } from "../engine/migrate.ts";

export const heldEvents: Migration = {
  version: 24,
  name: "all that is put off is held, whatever it asks",
  async up(trx) {
    const statements = [
      sql`drop index held_notices_by_due`,
      sql`alter table held_notices rename to held_assignments`,
      sql`create table held_notices (
        team text not null, person text not null, key text not null, kind text not null,
        payload text not null, due_at bigint not null, held_at bigint not null,
        primary key (team, person, key))`,
      sql`create index held_notices_by_due on held_notices (due_at)`,
      sql`insert into held_notices (team, person, key, kind, payload, due_at, held_at)
        select team, person, 'assignment:' || role || ':' || task_id, 'assignment', payload, due_at, held_at
        from held_assignments`,
      sql`drop table held_assignments`,
    ];
    for (const statement of statements) await statement.execute(trx);
  },
};
