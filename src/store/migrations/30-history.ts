import { sql } from "kysely";
import type { Migration } from "../engine/migrate.ts";

export const history: Migration = {
  version: 30,
  name: "what people have done",
  async up(trx, engine) {
    const counter = sql.raw(
      engine === "sqlite" ? "integer primary key autoincrement" : "bigint generated always as identity primary key",
    );
    const statements = [
      sql`create table history (
        seq ${counter}, team text not null, at bigint not null, person text, kind text not null,
        task_id text, task_name text, about text not null)`,
      sql`create index history_by_team on history (team, seq)`,
      sql`create index history_by_task on history (team, task_id, seq) where task_id is not null`,
      sql`create index history_by_person on history (team, person, seq)`,
      sql`create index history_by_person_and_task on history (team, person, task_id, seq)`,
      sql`create index history_of_deleted on history (team, task_name, seq) where kind = 'task.deleted'`,
      sql`create index history_by_age on history (at)`,
    ];
    for (const statement of statements) await statement.execute(trx);
  },
};
