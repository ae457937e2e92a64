import type { MissingAnswer } from "../../domain/elsewhere/missing.ts";
import type { Log } from "../../domain/log.ts";
import type { Settings } from "../settings/settings.ts";
import type { MissingStore } from "./ports.ts";

export type MissingTasks = ReturnType<typeof createMissingTasks>;

/** What admins decide about tasks that are missing in large numbers. */
export function createMissingTasks(deps: {
  store: Pick<MissingStore, "answerMissing">;
  whoIs: Settings["whoIs"];
  log: Log;
}) {
  const { store, whoIs, log } = deps;

  return {
    /** Decides for a workspace, for an admin alone. Rejects when Slack does not say whether they are one. */
    async decide(
      { team, person }: { readonly team: string; readonly person: string },
      answer: MissingAnswer,
    ): Promise<"decided" | "nothing-missing" | "not-admin"> {
      if (!(await whoIs(person, { anew: true })).isAdmin) return "not-admin";
      if (!(await store.answerMissing(team, answer, person))) return "nothing-missing";
      log.info({ person, answer }, "an admin has decided about missing tasks");
      return "decided";
    },
  };
}
