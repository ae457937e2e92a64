import type { PageSession } from "../domain/labeling/page-session.ts";
import type { Log } from "../domain/log.ts";
import { belongs, type Person } from "../domain/people/person.ts";

/** Whether somebody is still of the workspace; "unsure" where Slack does not say and nothing was known before. */
export type Membership = "member" | "gone" | "unsure";

/** Asks the directory, as the gate does for what Slack delivers: by heart where it can. Never rejects. */
export function createMembers(deps: {
  directory: {
    known(id: string): Person | undefined;
    findSurely(id: string): Promise<Person | undefined>;
  };
  log: Log;
}) {
  const { directory, log } = deps;
  return async ({ person }: Pick<PageSession, "person">): Promise<Membership> => {
    try {
      return belongs(directory.known(person) ?? (await directory.findSurely(person))) ? "member" : "gone";
    } catch (err) {
      log.warn({ err, person }, "Slack does not say who works on a page");
      return "unsure";
    }
  };
}

export type Members = ReturnType<typeof createMembers>;
