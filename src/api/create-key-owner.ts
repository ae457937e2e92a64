import type { Account } from "../domain/people/person.ts";
import { toAccount } from "./account-calls.ts";
import { createTransport, type TransportOptions } from "./transport.ts";
import { UserAnswer } from "./wire.ts";

/**
 * Asks whose key it is: GetUser with the reserved id "me", the alias of the authorized user (resources.proto, UserAppIDSet).
 * Rejects with `TasksApiError`; `unauthorized` when the key is nobody's. The key is used for that one call and kept nowhere.
 */
export const createKeyOwner =
  (options: Omit<TransportOptions, "key">): ((key: string) => Promise<Account>) =>
  async (key) => {
    const { user } = await createTransport({ ...options, key }).send(
      { name: "GetUser", method: "GET", path: ["users", "me"], answer: UserAnswer, repeat: "always" },
      "background",
    );
    return toAccount(user);
  };
