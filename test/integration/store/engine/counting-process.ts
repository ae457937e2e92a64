import { once } from "node:events";
import type { Transaction } from "kysely";
import { type DatabaseTarget, openDatabase } from "../../../../src/store/engine/open.ts";
import { writeTransaction } from "../../../../src/store/engine/write-transaction.ts";

/** Says that it is there, waits for a word, and counts the one row of `things` up as often as it was asked to. */
type Schema = { things: { id: number; text: string | null } };

const target = JSON.parse(process.argv[2] ?? "") as DatabaseTarget;
const steps = Number(process.argv[3]);
const database = openDatabase<Schema>(target);

async function countUp(trx: Transaction<Schema>): Promise<void> {
  const query = trx.selectFrom("things").select("text");
  const row = await (database.engine === "postgres" ? query.forUpdate() : query).executeTakeFirstOrThrow();
  await trx
    .updateTable("things")
    .set({ text: String(Number(row.text) + 1) })
    .execute();
}

process.stdout.write("there\n");
await once(process.stdin, "data");
for (let step = 0; step < steps; step += 1) await writeTransaction(database, countUp);
await database.close();
process.stdin.destroy();
