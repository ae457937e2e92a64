import { sql } from "kysely";
import type { Migration } from "../engine/migrate.ts";

export const slotsInOrder: Migration = {
  version: 36,
  name: "what has waited for its slot is found among thousands that have none",
  async up(trx) {
    const statements = [
      sql`drop index outbox_by_slot`,
      // It gives the order in which they leave: with one that does not, SQLite looks at all that is due.
      sql`create index outbox_slots on outbox (due_at, seq) where state = 'waiting' and slot_at is not null`,
    ];
    for (const statement of statements) await statement.execute(trx);
  },
};
