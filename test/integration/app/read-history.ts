import { type SlackPerson, wordsOf } from "../../../sandbox/slack/person.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";

/** What `/task history` says to the person now, of a task or of all: also that nothing was done yet. */
export async function readHistory(workspace: TestWorkspace, person: SlackPerson, task = ""): Promise<string> {
  const read = person.ephemerals().length;
  await person.command(`/task history ${task}`);
  return wordsOf(await workspace.slack.until(() => person.ephemerals()[read]));
}
