import type { Account } from "../domain/people/person.ts";
import type { Named } from "../domain/task.ts";
import { toAccount } from "./account-calls.ts";
import type { AppOptions } from "./app-client.ts";
import { createTransport } from "./transport.ts";
import { AppAnswer, UserAnswer } from "./wire.ts";

/** Whether the key opens the app, for the start: GetUser and GetApp, in background time. Rejects with `TasksApiError`. */
export async function checkConnection(options: AppOptions): Promise<{ owner: Account; app: Named }> {
  const transport = createTransport(options);
  const { userId, appId } = options;
  const [{ user }, { app }] = await Promise.all([
    transport.send(
      { name: "GetUser", method: "GET", path: ["users", userId], answer: UserAnswer, repeat: "always" },
      "background",
    ),
    transport.send(
      { name: "GetApp", method: "GET", path: ["users", userId, "apps", appId], answer: AppAnswer, repeat: "always" },
      "background",
    ),
  ]);
  return { owner: toAccount(user), app };
}
