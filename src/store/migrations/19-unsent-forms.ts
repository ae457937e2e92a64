import { sql } from "kysely";
import type { Migration } from "../engine/migrate.ts";

/** Forms that were closed unsent are found by whose they are and what they are for. */
export const unsentForms: Migration = {
  version: 19,
  name: "unsent forms",
  async up(trx) {
    await sql`alter table drafts add column resumes text`.execute(trx);
    await sql`create index drafts_by_person on drafts (team, person, resumes)`.execute(trx);
  },
};
