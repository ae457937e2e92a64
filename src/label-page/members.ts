import type { PageSession } from "../domain/labeling/page-session.ts";
import type { Log } from "../domain/log.ts";
import { belongs } from "../domain/people/person.ts";
import type { PagePlaceOfWork } from "./ports.ts";

/** Whether somebody is still of the workspace; "unsure" where Slack does not say and nothing was known before. */
export type Membership = "member" | "gone" | "unsure";

/** Asks the workspace's directory, as the gate does for what Slack delivers: by heart where it can. Never rejects. */
export function createMembers(deps: {
  /** Undefined where the app is not installed any more. */
  placeOf: (team: string) => Promise<Pick<PagePlaceOfWork, "directory"> | undefined>;
  log: Log;
}) {
  const { placeOf, log } = deps;
  return async ({ team, person }: Pick<PageSession, "team" | "person">): Promise<Membership> => {
    try {
      const place = await placeOf(team);
      if (!place) return "gone";
      const { directory } = place;
      return belongs(directory.known(person) ?? (await directory.findSurely(person))) ? "member" : "gone";
    } catch (err) {
      log.warn({ err, person }, "Slack does not say who works on a page");
      return "unsure";
    }
  };
}

export type Members = ReturnType<typeof createMembers>;
