import type { Account } from "../domain/people/person.ts";
import type { Haste } from "../domain/task.ts";
import { TasksApiError } from "../domain/tasks-api-error.ts";
import type { AppClient } from "./app-client.ts";
import { listPages } from "./pages.ts";
import type { Patience } from "./transport.ts";
import type { WireUser } from "./wire.ts";
import { AnyAnswer, CollaboratorsAnswer } from "./wire.ts";

/** How far collaborators are listed: 100 pages are 12,800 people. */
const MAX_COLLABORATOR_PAGES = 100;

/** The calls about who can be a worker or a reviewer. All reject with `TasksApiError`. */
export function createAccountCalls(app: AppClient) {
  const listAll = async (patience: Patience): Promise<readonly Account[]> => {
    const accounts = new Map<string, Account>();
    const fetchPage = async (page: number, perPage: number) => {
      const answer = await app.send(
        {
          name: "ListCollaborators",
          method: "GET",
          path: ["collaborators"],
          query: { page, per_page: perPage },
          answer: CollaboratorsAnswer,
          repeat: "always",
        },
        patience,
      );
      // The owner stands beside the list; an organization that owns the app is no person and is not told.
      if (answer.app_owner) accounts.set(answer.app_owner.id, toAccount(answer.app_owner));
      return answer.collaborators;
    };
    for await (const collaborators of listPages(fetchPage, MAX_COLLABORATOR_PAGES)) {
      for (const { user, deleted_at } of collaborators) {
        if (user && deleted_at === "" && !accounts.has(user.id)) accounts.set(user.id, toAccount(user));
      }
    }
    return [...accounts.values()];
  };

  const post = (accountIds: readonly string[], patience: Patience) =>
    app.send(
      {
        name: "PostCollaborators",
        method: "POST",
        path: ["collaborators"],
        body: { collaborators: accountIds.map((id) => ({ user: { id } })) },
        answer: AnyAnswer,
        repeat: "always",
      },
      patience,
    );

  return {
    /** ListCollaborators: the owner of the app and its collaborators, each once. */
    listAccounts: async (haste: Haste): Promise<readonly Account[]> => listAll(app.openDeadline(haste)),

    /** PostCollaborators. After a refusal, those who are collaborators already are left out, and the others are sent once more. */
    addCollaborators: async (accountIds: readonly string[], options: { timeoutMs?: number } = {}): Promise<void> => {
      if (accountIds.length === 0) return;
      const deadline = app.openDeadline("background", options.timeoutMs);
      try {
        await post(accountIds, deadline);
      } catch (error) {
        const isRefusal = error instanceof TasksApiError && (error.code === "conflict" || error.code === "invalid");
        if (!isRefusal) throw error;
        const there = new Set((await listAll(deadline)).map(({ id }) => id));
        const missing = accountIds.filter((id) => !there.has(id));
        if (missing.length === accountIds.length) throw error;
        if (missing.length > 0) await post(missing, deadline);
      }
    },
  };
}

/** The e-mail stands in `user_detail`, or in its deprecated place. */
export function toAccount(user: WireUser): Account {
  const email = user.user_detail?.primary_email || user.primary_email;
  const name = `${user.first_name} ${user.last_name}`.trim();
  return { id: user.id, ...(email !== "" && { email }), ...(name !== "" && { name }) };
}
