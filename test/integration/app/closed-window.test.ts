import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { FaultyTasksApi } from "../../support/faulty-tasks-api.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { connect, startWithOtherAccount } from "./other-account.ts";
import { ENCRYPTION_KEY, giveKey } from "./own-hands.ts";
import { openTaskForm, peopleOf } from "./task-form.ts";
import { workspacesOf } from "./workspaces.ts";

const start = workspacesOf();
let clarifai: FaultyTasksApi;
let workspace: TestWorkspace;

beforeAll(async () => {
  ({ workspace, clarifai } = await startWithOtherAccount(start));
  const { lena, ana } = peopleOf(workspace);
  await openTaskForm(lena, { workers: [ana] });
  await lena.submit();
  await lena.untilWords("is created");
  await ana.untilMessage("Digits");
  await lena.close({ isCleared: true });
});
afterAll(() => clarifai.close());

/** Whoever reads that something is being done closes the window: so does Slack answer the update that says `words`. */
function closeBefore({ slack }: TestWorkspace, words: string, error = "not_found"): void {
  const when = ({ view }: { readonly [key: string]: unknown }) => JSON.stringify(view).includes(words);
  slack.failNext("views.update", { error }, { when });
}

describe("what became of what was sent is told by direct message where its window is closed", () => {
  test.each(["not_found", "invalid_arguments"])("nothing was exported (%s)", async (error) => {
    const { lena } = peopleOf(workspace);
    const told = () => lena.directMessages().map(({ text }) => text);
    const before = told().length;
    await lena.command("/task progress Digits");
    await lena.press("Export", await lena.untilEphemeral("Digits"));
    await lena.untilField("Format");
    closeBefore(workspace, "no approved label", error);
    await lena.submit();

    await workspace.slack.until(() => told().length > before);
    expect(told().slice(before)).toEqual([
      "Export results: “Digits” has no approved label yet: there is nothing to export.",
    ]);
    await lena.close({ isCleared: true });
  });

  test("a card was not shared", async () => {
    const { lena } = peopleOf(workspace);
    await lena.openHome();
    await workspace.slack.until(() => JSON.stringify(lena.home()?.view ?? {}).includes("Digits"));
    await lena.press("Open");
    await lena.untilWords("by Lena Fischer");
    await lena.press("Share");
    await lena.untilField("Channel");
    await lena.set("Channel", { selected_conversation: lena.channel("labeling") });
    workspace.slack.failNext("chat.postMessage", { error: "is_archived" });
    closeBefore(workspace, "This channel is archived");
    await lena.submit();

    await lena.untilMessage("Share task: This channel is archived. Share in another one.");
    await lena.close({ isCleared: true });
  });

  test("the workspace's settings were not saved", async () => {
    const { lena } = peopleOf(workspace);
    await lena.openModal("/task settings");
    await lena.untilField("Who may edit tasks");
    await lena.choose("Who may edit tasks", "Everyone");
    const silence = { isOver: false };
    const when = () => !silence.isOver;
    workspace.slack.failNext("users.info", { error: "internal_error" }, { times: 100, when });
    closeBefore(workspace, "Those of the workspace are not");
    await lena.submit();

    await lena.untilMessage("Settings: Your own settings are saved. Those of the workspace are not");
    silence.isOver = true;
    await lena.close({ isCleared: true });
  });

  test("people were reminded", async () => {
    const { lena } = peopleOf(workspace);
    await lena.command("/task show Digits");
    await lena.pickInMessage(await lena.untilEphemeral("Created"), "Remind those who have not begun");
    await lena.untilWords("Remind one person");
    closeBefore(workspace, "is reminded");
    await lena.submit();

    await lena.untilMessage("Remind: One person is reminded");
    await lena.close({ isCleared: true });
  });

  test("what a channel is told", async () => {
    const { lena } = peopleOf(workspace);
    await lena.command("/task follow Digits");
    const card = await workspace.slack.until(() =>
      lena.messages(lena.channel("labeling")).find(({ blocks }) => JSON.stringify(blocks).includes("What to tell")),
    );
    await lena.press("What to tell", card);
    await lena.untilField("Told in the thread");
    closeBefore(workspace, "It counts for what happens");
    await lena.submit();

    await lena.untilMessage("What to tell: Saved. It counts for what happens from now on.");
    await lena.close({ isCleared: true });
  });

  test("an account was not connected", async () => {
    const { lena } = peopleOf(workspace);
    await lena.openModal("/task connect");
    closeBefore(workspace, "does not know this token");
    await connect(lena, { token: "nobody's", user: "acme", app: "photos" });

    await lena.untilMessage("Connect account: Clarifai does not know this token");
    await lena.close({ isCleared: true });
  });

  test("an account was not linked", async () => {
    const other = await start({ side: "clarifai", env: { ENCRYPTION_KEY } });
    const { ana } = peopleOf(other);
    closeBefore(other, "key");
    await giveKey(ana, "nobody's");

    await ana.untilMessage(/Link account: .*key/);
  });
});
