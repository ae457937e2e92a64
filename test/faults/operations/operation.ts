import { type SlackPerson, wordsOf } from "../../../sandbox/slack/person.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";

/** How often something is there, and how often it should be. */
export type Count = {
  readonly what: string;
  readonly found: number;
  /** One number, or any of a range. */
  readonly most: number;
  readonly least: number;
};

/** Something a person does, made ready up to the press that counts. */
export type Prepared = {
  /** Presses; false when Slack said that the app did not take it. */
  press(): Promise<boolean>;
  count(): Promise<readonly Count[]>;
  /** Closes what is open. */
  leave(): Promise<void>;
};

export type Operation = {
  readonly name: string;
  /** `subject` is the name of a task that nobody else has. */
  prepare(workspace: TestWorkspace, subject: string): Promise<Prepared>;
};

export const exactly = (what: string, expected: number, found: number): Count => ({
  what,
  found,
  most: expected,
  least: expected,
});

export const isRight = ({ found, most, least }: Count): boolean => found >= least && found <= most;

/**
 * How many of a person's messages speak of the subject, and say this: where a task was made behind the app's back, it may also find
 * that, and tell of it.
 */
export const messagesAbout = (person: SlackPerson, subject: string, words = /./): number =>
  person.directMessages().filter((message) => {
    const said = wordsOf(message);
    return said.includes(subject) && words.test(said);
  }).length;

/** That the lead learnt of the outcome: in the window that is open, or else by one message. */
export function told(lead: SlackPerson, sentence: string): readonly Count[] {
  const inWindow = lead.currentView() !== undefined && lead.words().includes(sentence) ? 1 : 0;
  const byMessage = messagesAbout(lead, sentence);
  return [
    { what: "lead told", found: Math.min(1, inWindow + byMessage), least: 1, most: 1 },
    { what: "messages to the lead", found: byMessage, least: 0, most: 1 },
  ];
}

/** Submits the open window; false when Slack said that the app did not take it, and the window is still there. */
export async function submit(person: SlackPerson): Promise<boolean> {
  const answer = await person.submit();
  if (answer.result === "errors") throw new Error(`The form was refused: ${JSON.stringify(answer.errors)}`);
  return answer.result === "accepted";
}

export async function leaveWindows(person: SlackPerson): Promise<void> {
  if (person.currentView() !== undefined) await person.close({ isCleared: true });
}
