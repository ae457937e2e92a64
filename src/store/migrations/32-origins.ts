import { sql } from "kysely";
import type { Migration } from "../engine/migrate.ts";

export const origins: Migration = {
  version: 32,
  name: "by which way something was done, and for which request it is told or sent",
  async up(trx) {
    const statements = [
      sql`alter table history add column via text`,
      sql`alter table label_answers add column via text`,
      sql`alter table label_answers add column request text`,
      sql`alter table saved_reviews add column via text`,
      sql`alter table saved_reviews add column request text`,
      sql`alter table held_notices add column request text`,
    ];
    for (const statement of statements) await statement.execute(trx);
  },
};
