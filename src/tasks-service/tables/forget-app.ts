import { forgetFormer } from "./keys.ts";
import { leaveOver } from "./leftovers.ts";
import type { TasksStore } from "./store.ts";

/** The user to whom apps go that are forgotten: without a key, and with an id that nobody can be named by. */
const NOBODY = { key: 0, id: "" };

/**
 * Takes an app away from everybody at once, with the keys that its owner has made for people who work in no other one. What it holds, and
 * who is known from it alone, is left over; an app that is made under the same id is another one. Answers whether there was one.
 */
export async function forgetApp(store: TasksStore, ownerId: string, id: string, now: string): Promise<boolean> {
  const app = await store.db
    .selectFrom("apps")
    .innerJoin("users", "users.key", "apps.owner")
    .select(["apps.key", "apps.owner"])
    .where("users.id", "=", ownerId)
    .where("apps.id", "=", id)
    .executeTakeFirst();
  if (app === undefined) return false;
  const { key, owner } = app;
  await store.writeApp(key, async (trx) => {
    const removed = await trx.deleteFrom("collaborators").where("app", "=", key).returning("person").execute();
    const people = removed.map(({ person }) => person);
    await trx
      .insertInto("users")
      .values({ ...NOBODY, email: null, first_name: null, last_name: null, created_at: now })
      .onConflict((conflict) => conflict.column("key").doNothing())
      .execute();
    await trx
      .updateTable("apps")
      .set({ owner: NOBODY.key, id: String(key) })
      .where("key", "=", key)
      .execute();
    await forgetFormer(trx, owner, people);
    await leaveOver(trx, "app", [key]);
    await leaveOver(trx, "user", people);
  });
  return true;
}
