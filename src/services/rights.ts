import type { Log } from "../domain/log.ts";
import type { FindName } from "../domain/person.ts";
import type { RestrictedAction, WorkspaceSettings } from "../domain/workspace-settings.ts";
import type { PeopleDirectory } from "./ports.ts";

export type { RestrictedAction } from "../domain/workspace-settings.ts";

export type Rights = {
  /**
   * Why this person may not do it, in a sentence that says who may; undefined when they may. `creator` is the Slack id of
   * whoever created the task with this app, who may always edit and delete it.
   */
  refusal(team: string, person: string, action: RestrictedAction, creator?: string): Promise<string | undefined>;
};

const WORDS: Record<RestrictedAction, string> = {
  create: "create tasks",
  edit: "edit tasks that they did not create",
  delete: "delete tasks that they did not create",
};
const NAMES_SHOWN = 5;

/** Rights by the workspace's settings. Slack is asked only where a setting restricts somebody; when it does not answer, that refuses. */
export function createRights(deps: {
  readSettings: (team: string) => Promise<WorkspaceSettings>;
  people: Pick<PeopleDirectory, "find">;
  findName: FindName;
  log: Log;
}): Rights {
  const { readSettings, people, findName, log } = deps;

  return {
    async refusal(team, person, action, creator) {
      const { who, people: chosen } = (await readSettings(team)).permissions[action];
      if (who === "EVERYONE") return undefined;
      if (action !== "create" && creator === person) return undefined;
      if (who === "CHOSEN" && chosen.includes(person)) return undefined;
      try {
        if ((await people.find(person))?.isAdmin) return undefined;
      } catch (err) {
        log.warn({ err, person }, "Slack does not say whether somebody is an admin");
        return "Slack did not say whether you are a workspace admin, which this needs. Try again in a moment.";
      }
      if (who === "ADMINS") return `Only workspace admins may ${WORDS[action]}: ask one of them.`;
      const names = await Promise.all(chosen.slice(0, NAMES_SHOWN).map(async (one) => (await findName(one)) ?? one));
      const more = chosen.length > NAMES_SHOWN ? ` and ${chosen.length - NAMES_SHOWN} more` : "";
      return `Only workspace admins and ${names.join(", ")}${more} may ${WORDS[action]}: ask one of them.`;
    },
  };
}
