import { sql } from "kysely";
import type { Migration } from "../engine/migrate.ts";

export const onePairOfOutcomeEvents: Migration = {
  version: 9,
  name: "one pair of events for all submissions",
  async up(trx) {
    await sql`update outbox set kind = 'submission.settled' where kind = 'change.settled'`.execute(trx);
    await sql`update outbox set kind = 'submission.outcome' where kind = 'change.outcome'`.execute(trx);
  },
};
