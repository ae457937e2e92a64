import type { Transaction } from "kysely";
import type { Log } from "../domain/log.ts";
import { SECRETS, type Sealer } from "../domain/secrets.ts";
import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";
import type { Schema } from "./schema.ts";

type Trx = Transaction<Schema>;
type Tools = {
  /** Undefined where nobody has given the app a key to seal with: secrets are kept as they are then. */
  readonly sealer: Sealer | undefined;
  readonly log: Log;
};

/** Secrets that the app has made for itself, alike in all replicas. */
export function createSecrets({ database, now }: StoreContext) {
  return {
    /**
     * The secret of this name; `make` gives one where there is none yet, or none that opens. The first one stays. With a sealer it is
     * kept sealed from then on, also one that was kept as it is before.
     */
    async ensure(name: string, make: () => string, { sealer, log }: Tools): Promise<string> {
      const { value, isLost } = await writeTransaction(database, async (trx) => {
        const sealed = await findSealed(trx, name);
        const opened = sealed && sealer?.open(sealed, SECRETS.ofApp({ name }));
        if (opened !== undefined) return { value: opened, isLost: false };
        const candidate = (await findPlain(trx, name)) ?? make();
        const isLost = sealed !== undefined;
        const made_at = now().getTime();
        if (!sealer) return { value: await keepPlain(trx, { name, value: candidate, made_at }), isLost };
        const row = { name, ...toColumns(sealer.seal(candidate, SECRETS.ofApp({ name }))), made_at };
        await keepSealed(trx, row, sealed?.bytes);
        // Another replica may have been first.
        const kept = await findSealed(trx, name);
        return { value: (kept && sealer.open(kept, SECRETS.ofApp({ name }))) ?? candidate, isLost };
      });
      if (isLost)
        log.error(
          { name },
          "no key in ENCRYPTION_KEY opens a secret that the app has made for itself: it makes another one",
        );
      return value;
    },
  };
}

async function findSealed(trx: Trx, name: string) {
  const row = await trx.selectFrom("sealed_secrets").selectAll().where("name", "=", name).executeTakeFirst();
  return row && { keyId: row.key_id, bytes: row.sealed };
}

const findPlain = async (trx: Trx, name: string): Promise<string | undefined> =>
  (await trx.selectFrom("secrets").select("value").where("name", "=", name).executeTakeFirst())?.value;

/** Keeps it where there is none yet; gives the one that is kept. */
async function keepPlain(trx: Trx, row: Schema["secrets"]): Promise<string> {
  await trx
    .insertInto("secrets")
    .values(row)
    .onConflict((conflict) => conflict.column("name").doNothing())
    .execute();
  return (await findPlain(trx, row.name)) ?? row.value;
}

/** Keeps it where there is none yet, or still the one that does not open, and forgets what was kept as it is. */
async function keepSealed(trx: Trx, row: Schema["sealed_secrets"], lost: string | undefined): Promise<void> {
  if (lost === undefined)
    await trx
      .insertInto("sealed_secrets")
      .values(row)
      .onConflict((conflict) => conflict.column("name").doNothing())
      .execute();
  else
    await trx.updateTable("sealed_secrets").set(row).where("name", "=", row.name).where("sealed", "=", lost).execute();
  await trx.deleteFrom("secrets").where("name", "=", row.name).execute();
}

const toColumns = ({ keyId, bytes }: { readonly keyId: string; readonly bytes: string }) => ({
  key_id: keyId,
  sealed: bytes,
});
