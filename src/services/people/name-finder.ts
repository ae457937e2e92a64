import type { Log } from "../../domain/log.ts";
import type { FindName } from "../../domain/people/person.ts";
import type { PeopleDirectory } from "../ports.ts";

/** Names from Slack. That Slack does not answer is logged and fails nobody: whoever asks says something else instead. */
export function createNameFinder({ people, log }: { people: Pick<PeopleDirectory, "find">; log: Log }): FindName {
  return async (person) => {
    try {
      return (await people.find(person))?.name;
    } catch (err) {
      log.warn({ err, person }, "somebody's name could not be asked");
      return undefined;
    }
  };
}
