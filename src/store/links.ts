import { newDoing } from "../domain/history/doings.ts";
import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";
import { writeDoings } from "./history.ts";

/** SQLite takes 32,766 parameters in a statement; a workspace's people come in lists of any length. */
const IDS_PER_QUERY = 1_000;

/** Links between Slack people and accounts of the Tasks API: at most one account a person, and one person an account. */
export function createLinkStore({ database, now }: StoreContext) {
  const { db } = database;
  return {
    async find(team: string, person: string): Promise<string | undefined> {
      const row = await db
        .selectFrom("links")
        .select("account")
        .where("team", "=", team)
        .where("person", "=", person)
        .executeTakeFirst();
      return row?.account;
    },

    /** Accounts by person; people without a link are left out. */
    async findMany(team: string, people: readonly string[]): Promise<ReadonlyMap<string, string>> {
      const found = new Map<string, string>();
      for (let from = 0; from < people.length; from += IDS_PER_QUERY) {
        const rows = await db
          .selectFrom("links")
          .select(["person", "account"])
          .where("team", "=", team)
          .where("person", "in", people.slice(from, from + IDS_PER_QUERY))
          .execute();
        for (const { person, account } of rows) found.set(person, account);
      }
      return found;
    },

    async findPerson(team: string, account: string): Promise<string | undefined> {
      const row = await db
        .selectFrom("links")
        .select("person")
        .where("team", "=", team)
        .where("account", "=", account)
        .executeTakeFirst();
      return row?.person;
    },

    /** People by account; accounts without a link are left out. */
    async findPeople(team: string, accounts: readonly string[]): Promise<ReadonlyMap<string, string>> {
      const found = new Map<string, string>();
      for (let from = 0; from < accounts.length; from += IDS_PER_QUERY) {
        const rows = await db
          .selectFrom("links")
          .select(["person", "account"])
          .where("team", "=", team)
          .where("account", "in", accounts.slice(from, from + IDS_PER_QUERY))
          .execute();
        for (const { person, account } of rows) found.set(account, person);
      }
      return found;
    },

    /** Replaces the person's link; their key for another account than this one is deleted with it. Rejects when the account is linked to somebody else: look with `findPerson` first. */
    save({ team, person, account, linkedBy }: { team: string; person: string; account: string; linkedBy: string }) {
      const row = { account, linked_by: linkedBy, linked_at: now().getTime() };
      return writeTransaction(database, async (trx) => {
        await trx
          .insertInto("links")
          .values({ team, person, ...row })
          .onConflict((conflict) => conflict.columns(["team", "person"]).doUpdateSet(row))
          .execute();
        await trx
          .deleteFrom("own_keys")
          .where("team", "=", team)
          .where("person", "=", person)
          .where("account", "<>", account)
          .execute();
        const doing = newDoing("link.made", { team, person: linkedBy }, { account, of: person });
        await writeDoings(trx, [doing], { now });
      });
    },

    /** Removes a link, and with it the person's key. */
    remove(team: string, person: string): Promise<void> {
      return writeTransaction(database, async (trx) => {
        await trx.deleteFrom("own_keys").where("team", "=", team).where("person", "=", person).execute();
        await trx.deleteFrom("links").where("team", "=", team).where("person", "=", person).execute();
      });
    },
  };
}
