import type { Log } from "../../domain/log.ts";
import type { PeopleDirectory } from "../ports.ts";

/** In which time zone somebody's days are counted (IANA name): UTC where Slack does not tell, which is logged. */
export function createTimeZoneFinder({ people, log }: { people: Pick<PeopleDirectory, "find">; log: Log }) {
  return async (person: string): Promise<string> => {
    try {
      return (await people.find(person))?.timeZone ?? "UTC";
    } catch (err) {
      log.warn({ err, person }, "Slack does not tell somebody's time zone: their days are counted in UTC");
      return "UTC";
    }
  };
}
