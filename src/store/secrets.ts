import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";

/** Secrets that the app has made for itself, alike in all replicas. */
export function createSecrets({ database, now }: StoreContext) {
  return {
    /** The secret of this name; `make` gives one where there is none yet. The first one stays. */
    async ensure(name: string, make: () => string): Promise<string> {
      const row = { name, value: make(), made_at: now().getTime() };
      const { value } = await writeTransaction(database, async (trx) => {
        await trx
          .insertInto("secrets")
          .values(row)
          .onConflict((conflict) => conflict.column("name").doNothing())
          .execute();
        return trx.selectFrom("secrets").select("value").where("name", "=", name).executeTakeFirstOrThrow();
      });
      return value;
    },
  };
}
