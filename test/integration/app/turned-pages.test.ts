import { expect, test } from "@jest/globals";
import { describeSite } from "../../../sandbox/slack/payloads.ts";
import { wordsOf } from "../../../sandbox/slack/person.ts";
import { HISTORY } from "../../../src/views/history/history-list.ts";
import { LIST } from "../../../src/views/lists/task-list.ts";
import { postInteraction, pressOf } from "./raw-requests.ts";
import { openTaskForm, peopleOf } from "./task-form.ts";
import { workspacesOf } from "./workspaces.ts";

const start = workspacesOf();

test("another page takes the place of one's own answer alone: a press in what others read is refused", async () => {
  const workspace = await start();
  const { lena, ana } = peopleOf(workspace);
  await openTaskForm(lena, { name: "Ninety ten", workers: [ana] });
  await lena.submit();
  await lena.untilWords("“Ninety ten” is created");
  await lena.close({ isCleared: true });
  await lena.command("/task list");
  await lena.press("Share in this channel", await lena.untilEphemeral("Ninety ten"));
  const { core } = workspace.slack;
  const shared = await workspace.slack.until(() =>
    ana.messages(ana.channel("labeling")).find((message) => wordsOf(message).includes("Shared by Lena")),
  );

  const presses = [
    { action_id: LIST.next, value: "1 all" },
    { action_id: LIST.previous, value: "1 all" },
    { action_id: HISTORY.newest, value: " " },
    { action_id: HISTORY.older, value: " " },
  ];
  for (const [index, action] of presses.entries()) {
    await postInteraction(workspace, {
      ...pressOf(workspace, ana, action),
      ...describeSite(core, { kind: "message", message: shared }),
      response_url: core.responseUrls.issue({ channel: shared.channel, person: ana.id, messageTs: shared.ts }),
    });
    await workspace.slack.until(
      () =>
        ana.ephemerals().filter((told) => wordsOf(told).includes("This button is from another version")).length > index,
    );
  }

  expect(core.book.find(shared.channel, shared.ts)?.isEdited).toBe(false);
});
