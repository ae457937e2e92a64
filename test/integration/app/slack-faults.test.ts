import { expect, test } from "@jest/globals";
import { wordsOf } from "../../../sandbox/slack/person.ts";
import { postInteraction, submissionOf } from "./raw-requests.ts";
import { listTasks, messagesOf, openTaskForm, peopleOf } from "./task-form.ts";
import { describeOnBothDatabases } from "./workspaces.ts";

describeOnBothDatabases("when Slack fails", (start) => {
  test("a message that Slack asks to send later is sent later, once; the others do not wait for it", async () => {
    const workspace = await start();
    const { lena, ana, ben } = peopleOf(workspace);
    const when = (args: { readonly [key: string]: unknown }) => args["channel"] === ana.id;
    workspace.slack.failNext("chat.postMessage", { retryAfter: 1 }, { when });
    await openTaskForm(lena, { workers: [ana, ben] });
    await lena.submit();

    await ben.untilMessage("Digits");
    expect(messagesOf(ana)).toEqual([]);
    await ana.untilMessage("Digits");
    const toAna = () => workspace.slack.callsOf("chat.postMessage").filter(({ args }) => when(args));
    const [refused, sent] = await workspace.slack.until(() => toAna().length === 2 && toAna());
    expect(Number(sent?.at) - Number(refused?.at)).toBeGreaterThanOrEqual(1000);
    expect(ana.directMessages()).toHaveLength(1);
  });

  test("an outcome that Slack does not take in the window is told by direct message", async () => {
    const workspace = await start();
    const { lena, ana } = peopleOf(workspace);
    await openTaskForm(lena, { workers: [ana] });
    await lena.untilWords(/Ana Souza 100\u00a0%/);
    const when = (args: { readonly [key: string]: unknown }) => JSON.stringify(args["view"]).includes("is created");
    workspace.slack.failNext("views.update", { error: "invalid_arguments" }, { when });
    await lena.submit();

    await lena.untilMessage("“Digits” is created");
  });

  test("a reopened task asks once, also when the older message cannot be edited at once", async () => {
    const workspace = await start();
    const { lena, ana } = peopleOf(workspace);
    await openTaskForm(lena, { workers: [ana] });
    await lena.submit();
    await ana.untilMessage("Digits");
    await lena.untilWords("is created");
    await lena.close();
    await lena.openModal("/task close Digits");
    await lena.untilField("Close as");
    await lena.submit();
    await ana.untilMessage("was closed as done");
    await lena.close();
    workspace.slack.failNext("chat.update", { retryAfter: 1 });
    await lena.openModal("/task reopen Digits");
    await ana.untilMessage("Open again");
    await workspace.slack.until(() => messagesOf(ana)[0]?.includes("Asked again in a newer message."));
    expect(ana.directMessages()).toHaveLength(2);
  });

  test("what becomes of a task is not told before the task itself", async () => {
    const workspace = await start();
    const { lena, ana } = peopleOf(workspace);
    const when = (args: { readonly [key: string]: unknown }) => args["channel"] === ana.id;
    workspace.slack.failNext("chat.postMessage", { retryAfter: 2 }, { when });
    await openTaskForm(lena, { workers: [ana] });
    await lena.submit();
    await lena.untilWords("is created");
    await lena.close();
    await lena.openModal("/task delete Digits");
    await lena.untilWords("Delete “Digits”?");
    await lena.submit();

    await ana.untilMessage('"Digits" was deleted by Lena Fischer');
    expect(messagesOf(ana)).toEqual([expect.not.stringContaining("Open")]);
    expect(workspace.slack.violations).toEqual([]);
  });

  test("who has left the workspace does not stop the others, and the lead learns their name", async () => {
    const workspace = await start();
    const { lena, ana, ben, chidi, mei } = peopleOf(workspace);
    await openTaskForm(lena, { workers: [ana, ben, chidi], review: "Manual", reviewers: [mei] });
    workspace.slack.leave(ana.id);
    workspace.slack.leave(mei.id, "messages_tab_disabled");
    await lena.submit();

    await ben.untilMessage("Digits");
    await chidi.untilMessage("Digits");
    const told = wordsOf(await lena.untilMessage("I could not tell"));
    expect(told).toMatch(/Ana Souza, Mei Tanaka|Mei Tanaka, Ana Souza/);
    expect(told).toContain("Ana Souza: Slack does not know them any more");
    expect(told).toContain("Mei Tanaka: Direct messages of this app are turned off");
    expect(lena.directMessages()).toHaveLength(1);
    await lena.untilWords("“Digits” is created");
    expect(workspace.slack.violations).toEqual([]);
  });

  test.each(["invalid_auth", "token_revoked", "a_word_of_next_year"])(
    "nothing is lost while Slack refuses everything (%s): it is shown, and told when it is over",
    async (word) => {
      const workspace = await start();
      const { lena, ana, ben, mei } = peopleOf(workspace);
      await openTaskForm(lena, { workers: [ana, ben], review: "Manual", reviewers: [mei] });
      await lena.untilWords(/Ana Souza 50\u00a0%/);
      const refused = { isOver: false };
      const options = { times: 10_000, when: () => !refused.isOver };
      workspace.slack.failNext("chat.postMessage", { error: word }, options);
      workspace.slack.failNext("views.update", { error: word }, options);
      await lena.submit();
      await workspace.slack.until(() => workspace.slack.callsOf("chat.postMessage").length >= 4);
      const during = await (await fetch(`${workspace.appUrl}/readyz`)).text();
      refused.isOver = true;

      await Promise.all([ana, ben, mei].map((person) => person.untilMessage("Digits")));
      await lena.untilWords("“Digits” is created");
      const told = wordsOf(await lena.untilMessage("Messages go out again"));
      expect(during).toContain(`(${word})`);
      expect(told).toContain("nothing is lost");
      expect([ana, ben, mei].map((person) => messagesOf(person).length)).toEqual([1, 1, 1]);
      expect((await fetch(`${workspace.appUrl}/readyz`)).status).toBe(200);
    },
  );

  test("an inner failure of Slack and a lost answer are tried again, and the lead sees the outcome", async () => {
    const workspace = await start();
    const { lena, ana } = peopleOf(workspace);
    await openTaskForm(lena, { workers: [ana] });
    await lena.untilWords(/Ana Souza 100\u00a0%/);
    workspace.slack.failNext("chat.postMessage", { error: "internal_error" });
    workspace.slack.failNext("views.update", { status: 503 });
    await lena.submit();

    await ana.untilMessage("Digits");
    await lena.untilWords("“Digits” is created");
    expect(ana.directMessages()).toHaveLength(1);
  });

  test.each([
    ["ahead of", 10],
    ["behind", -10],
  ])("a message whose answer is lost is there once where our clock is minutes %s Slack's", async (_, minutes) => {
    const workspace = await start({
      overrides: { now: () => new Date(Date.now() + minutes * 60_000) },
      slack: { now: () => new Date() },
    });
    const { lena, ana } = peopleOf(workspace);
    workspace.slack.failNext("chat.postMessage", { cut: "after" }, { when: ({ channel }) => channel === ana.id });
    await openTaskForm(lena, { workers: [ana] });
    await lena.submit();
    await lena.untilWords("“Digits” is created");
    await lena.close();
    await lena.openModal("/task close Digits");
    await lena.untilField("Close as");
    await lena.submit();

    await ana.untilMessage("was closed as done");
    expect(ana.directMessages()).toHaveLength(1);
    expect(workspace.slack.callsOf("chat.postMessage")).toHaveLength(1);
  });

  test("a message whose answer is lost is there once, also to somebody who had none before, and is edited later", async () => {
    const workspace = await start();
    const { lena, ana, ben } = peopleOf(workspace);
    const when = (args: { readonly [key: string]: unknown }) => args["channel"] !== lena.id;
    workspace.slack.failNext("chat.postMessage", { cut: "after" }, { times: 2, when });
    workspace.slack.failNext("conversations.history", { status: 503 });
    await openTaskForm(lena, { workers: [ana, ben] });
    await lena.submit();
    await lena.untilWords("“Digits” is created");
    await lena.close();
    await lena.openModal("/task close Digits");
    await lena.untilField("Close as");
    await lena.submit();

    for (const person of [ana, ben]) {
      await person.untilMessage("was closed as done");
      expect(person.directMessages()).toHaveLength(1);
    }
    expect(workspace.slack.callsOf("chat.postMessage")).toHaveLength(2);
    expect(workspace.slack.violations).toEqual([]);
  });

  test("the same form submitted twice at once makes one task, and everybody is told once", async () => {
    const workspace = await start();
    const { lena, ana } = peopleOf(workspace);
    await openTaskForm(lena, { workers: [ana] });
    const payload = submissionOf(workspace, lena);
    const answers = await Promise.all([1, 2, 3].map(() => postInteraction(workspace, payload)));

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    await ana.untilMessage("Digits");
    const late = await postInteraction(workspace, payload);
    expect(late.text).toContain("was created from this form already");
    expect(await listTasks(workspace)).toHaveLength(1);
    expect(ana.directMessages()).toHaveLength(1);
  });

  test("a Slack that does not tell people's names still lets the task be created", async () => {
    const workspace = await start();
    const { lena, ana } = peopleOf(workspace);
    workspace.slack.failNext("users.info", { error: "internal_error" }, { times: 100 });
    await openTaskForm(lena, { workers: [ana] });
    await lena.submit();

    await ana.untilMessage("Digits");
    expect(await listTasks(workspace)).toHaveLength(1);
  });

  test.each([
    ["link", "Open it again with /task link"],
    ["edit Digits", "Try again"],
    ["settings", "Open them again with /task settings"],
    ["create", "Nothing is lost"],
  ])(
    "/task %s: a window that does not open in time is told where it was asked, with what to do",
    async (text, told) => {
      const workspace = await start({ side: "clarifai" });
      const { lena } = peopleOf(workspace);
      await openTaskForm(lena);
      await lena.submit();
      await lena.untilWords("“Digits” is created");
      await lena.close();
      workspace.slack.failNext("views.open", text === "link" ? { error: "expired_trigger_id" } : { status: 503 });
      await lena.command(`/task ${text}`);

      expect(wordsOf(await lena.untilEphemeral("in time"))).toContain(told);
      expect(lena.directMessages()).toEqual([]);
    },
  );

  test("in App Home, which has nowhere to answer, it is told by direct message", async () => {
    const workspace = await start();
    const { lena } = peopleOf(workspace);
    await openTaskForm(lena);
    await lena.submit();
    await lena.untilWords("“Digits” is created");
    await lena.close();
    await lena.openHome();
    await workspace.slack.until(() => JSON.stringify(lena.home()?.view ?? {}).includes("Digits"));
    workspace.slack.failNext("views.open", { error: "expired_trigger_id" });
    await lena.press("Open");

    await lena.untilMessage("Slack did not open the window in time. Nothing was changed. Try again.");
  });

  test("a form that cannot be opened at all is told with an id, once", async () => {
    const workspace = await start();
    const { lena } = peopleOf(workspace);
    workspace.slack.failNext("views.open", { error: "internal_error" });
    await lena.command("/task create");

    const told = wordsOf(await lena.untilMessage("Labeldesk failed"));
    expect(told).toMatch(/the id [0-9a-f]{12} /);
    expect(lena.directMessages()).toHaveLength(1);
  });
});
