import { wordsOf } from "../../../sandbox/slack/person.ts";
import { peopleOf } from "../../integration/app/task-form.ts";
import { postTasks } from "../../support/post-tasks.ts";
import { leaveWindows, messagesAbout, type Operation, submit } from "./operation.ts";

/** A lead reminds two workers: nothing is journaled but that it was asked, so a lead whose app dies is told to look. */
export const send: Operation = {
  name: "send",
  async prepare(workspace, subject) {
    const { lena, ana, ben } = peopleOf(workspace);
    const [id] = await postTasks(workspace, [
      {
        name: subject,
        concepts: [{ concept: { id: "3" } }],
        worker: { strategy: "FULL", user_ids: [ana.handle, ben.handle] },
      },
    ]);
    await lena.command(`/task show ${id}`);
    const card = await lena.untilEphemeral(subject);
    await lena.pickInMessage(card, "Remind those who have not begun");
    await lena.untilWords(`to begin “${subject}”?`);
    const messagesBefore = lena.directMessages().length;
    return {
      press: () => submit(lena),
      async count() {
        const messages = lena.directMessages().slice(messagesBefore);
        const cutShort = messages.filter((message) => wordsOf(message).includes("was cut short")).length;
        const isReminded = lena.currentView() !== undefined && lena.words().includes("2 people are reminded") ? 1 : 0;
        return [
          { what: "lead told", found: Math.min(1, isReminded + cutShort), least: 1, most: 1 },
          { what: "messages to the lead", found: messages.length, least: 0, most: 1 },
          ...[ana, ben].map((person) => ({
            what: `messages to ${person.handle}`,
            found: messagesAbout(person, subject, /reminds everybody who has not begun/),
            least: isReminded,
            most: 1,
          })),
        ];
      },
      leave: () => leaveWindows(lena),
    };
  },
};
