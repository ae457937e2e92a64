import { expect, test } from "@jest/globals";
import { readWords } from "../../../sandbox/slack/blocks.ts";
import { toEventEnvelope } from "../../../sandbox/slack/payloads.ts";
import { type SlackPerson, wordsOf } from "../../../sandbox/slack/person.ts";
import { eventually } from "../../support/eventually.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { commandForm, postCommand, postRaw } from "./raw-requests.ts";
import { openTaskForm, peopleOf } from "./task-form.ts";
import { describeOnBothDatabases } from "./workspaces.ts";

describeOnBothDatabases("App Home", (start) => {
  test("a worker sees what is theirs, opens it, and sees new work arrive without opening Home again", async () => {
    const workspace = await start();
    const { lena, ana } = peopleOf(workspace);
    await ana.openHome();
    await untilHome(workspace, ana, "Nothing is assigned to you");

    await openTaskForm(lena, { name: "Ninety ten", workers: [ana], priority: "High" });
    await lena.submit();
    await lena.untilWords("“Ninety ten” is created");
    await untilHome(workspace, ana, "Ninety ten");
    expect(homeOf(ana)).toMatch(/200 inputs left · 0 done[\s\S]*Concepts classification · high priority/);

    await ana.press("Open");
    await ana.untilWords("Ninety ten");
    expect(workspace.slack.violations).toEqual([]);
  });

  test("a lead sees what they created, and a reviewer their queue", async () => {
    const workspace = await start();
    const { lena, ana, mei } = peopleOf(workspace);
    await openTaskForm(lena, { name: "Checked", workers: [ana], review: "Manual", reviewers: [mei] });
    await lena.submit();
    await lena.untilWords("“Checked” is created");
    await lena.close();
    await lena.openHome();
    await untilHome(workspace, lena, "Checked");
    expect(homeOf(lena)).toMatch(/Tasks you created[\s\S]*Checked\nIn progress · Work 0\u00a0%/);
    expect(homeOf(lena)).toContain("Connected to the local tasks service");
    await mei.openHome();
    await untilHome(workspace, mei, /Your reviews[\s\S]*Checked\nNothing waits for review/);

    await lena.press("Settings");
    await lena.untilField("Who may create tasks");
    expect(lena.title()).toBe("Settings");
  });

  test("a lead's own tasks: what waits for the lead first, what was just closed last", async () => {
    const workspace = await start();
    const { lena, ana } = peopleOf(workspace);
    for (const entries of [
      { name: "Nobody yet" },
      { name: "Under way", workers: [ana] },
      { name: "Just closed", workers: [ana] },
    ]) {
      await openTaskForm(lena, entries);
      await lena.submit();
      await lena.untilWords(`“${entries.name}” is created`);
      await lena.close({ isCleared: true });
    }
    await lena.openModal('/task close "Just closed"');
    await lena.untilField("Close as");
    await lena.submit();
    await lena.untilWords("is closed as done");
    await lena.close({ isCleared: true });
    await lena.openHome();

    await untilHome(
      workspace,
      lena,
      /Nobody yet\n.*waits for workers[\s\S]*Under way\n.*waits for labels[\s\S]*Just closed\nDone/,
    );
  });

  test("a task that is deleted leaves the Homes of those who look at theirs", async () => {
    const workspace = await start();
    const { lena, ana } = peopleOf(workspace);
    await openTaskForm(lena, { name: "Short-lived", workers: [ana] });
    await lena.submit();
    await lena.untilWords("is created");
    await lena.close();
    await ana.untilMessage("Short-lived");
    await ana.openHome();
    await untilHome(workspace, ana, "Short-lived");
    await lena.openModal("/task delete Short-lived");
    await lena.untilWords("Short-lived");
    await lena.submit();
    await untilHome(workspace, ana, "Nothing is assigned to you");
  });

  test("an event that Slack delivers twice is taken once", async () => {
    const workspace = await start();
    const { ana, ben } = peopleOf(workspace);
    const { core } = workspace.slack;
    const event = { type: "app_home_opened", user: ana.id, channel: "D1", tab: "home", event_ts: "1.0" };
    const body = JSON.stringify(toEventEnvelope(core, event));
    for (const _delivery of [1, 2]) {
      const { status } = await postRaw(workspace, body, { contentType: "application/json" });
      expect(status).toBe(200);
    }
    await ben.openHome();
    await untilHome(workspace, ben, "Nothing is assigned to you");
    await untilHome(workspace, ana, "Nothing is assigned to you");
    // The first one, before anything is known, and the one that is known then.
    const published = workspace.slack.callsOf("views.publish").filter(({ args }) => args["user_id"] === ana.id);
    expect(published.length).toBeLessThanOrEqual(2);
  });

  test("a side that does not answer is said in Home", async () => {
    const workspace = await start({ side: "clarifai" });
    const { ana } = peopleOf(workspace);
    workspace.faults.fail({ path: /\/tasks\?/ }, { status: 503 });
    await ana.openHome();
    await untilHome(workspace, ana, "Something is missing here");
    expect(homeOf(ana)).toContain("Clarifai did not answer everything");
  });

  test("an app that is taken out forgets everything", async () => {
    const workspace = await start();
    const { lena, ana } = peopleOf(workspace);
    await openTaskForm(lena, { name: "Forgotten", workers: [ana] });
    await lena.submit();
    await lena.untilWords("“Forgotten” is created");
    await ana.openModal("/task settings");
    await ana.choose("Daily digest", "Daily at 17:00");
    await ana.submit();
    workspace.slack.failNext("auth.test", { error: "token_revoked" });
    await workspace.slack.sendEvent({
      type: "tokens_revoked",
      tokens: { oauth: [], bot: [workspace.slack.workspace.bot.userId] },
    });
    // Events are acknowledged first and carried out then: from then on nobody is answered but by that sentence.
    await ana.close();
    await eventually(async () => {
      const { text } = await postCommand(workspace, commandForm(workspace, ana, "help"));
      return text.includes("the workspace that installed it");
    });

    await workspace.restartApp();

    await ana.openModal("/task settings");
    const digest = ana.value("Daily digest").selected_option?.value;
    expect(digest).toBe("off");
  });
});

describeOnBothDatabases("a task from a message", (start) => {
  test("name and instructions come from the message, and its thread is answered", async () => {
    const workspace = await start();
    const { lena, ana } = peopleOf(workspace);
    const channel = lena.channel("labeling");
    await ana.say("Lunch & dinner photos\nPlease ask @ben about <b>borders</b>", channel);
    const message = lena.messages(channel).at(-1);
    if (!message) throw new Error("nothing was said");
    await lena.messageShortcut("create_task_from_message", message);
    await lena.untilField("Name");
    expect(lena.value("Name").value).toBe("Lunch & dinner photos");
    expect(lena.value("Instructions").value).toBe("Please ask @Ben Carter about <b>borders</b>");
    await lena.chooseAll("Concepts", ["3"]);
    await lena.pickPeople("Workers", [ana.id]);
    await lena.submit();
    await lena.untilWords("is created");
    await workspace.slack.until(() =>
      lena
        .messages(channel)
        .some((each) => each.threadTs === message.ts && wordsOf(each).includes("was created from this message")),
    );
    const link = new RegExp(`<https://[a-z0-9-]+\\.slack\\.com/archives/${channel}/p${message.ts.replace(".", "")}`);
    expect(JSON.stringify((await ana.untilMessage('Label "Lunch')).blocks)).toMatch(link);
    await lena.close();
    await lena.command("/task show Lunch");
    expect(JSON.stringify((await lena.untilEphemeral("Lunch & dinner photos")).blocks)).toMatch(link);
    await lena.openModal("/task edit Lunch");
    await lena.untilField("Name");
    await lena.fill("Name", "Dinner photos");
    await lena.submit();
    await lena.untilWords("is saved");
    expect(JSON.stringify((await ana.untilMessage('Label "Dinner')).blocks)).toMatch(link);
    expect(workspace.slack.violations).toEqual([]);
  });

  test("where the app may not write, the lead is told instead", async () => {
    const workspace = await start();
    const { lena } = peopleOf(workspace);
    const channel = lena.channel("labeling");
    await lena.say("Blurred plates", channel);
    const message = lena.messages(channel).at(-1);
    if (!message) throw new Error("nothing was said");
    workspace.slack.failNext("chat.getPermalink", { error: "channel_not_found" });
    workspace.slack.failNext(
      "chat.postMessage",
      { error: "not_in_channel" },
      { when: (args) => args["channel"] === channel },
    );
    await lena.messageShortcut("create_task_from_message", message);
    await lena.untilField("Name");
    await lena.chooseAll("Concepts", ["3"]);
    await lena.submit();
    await lena.untilMessage("“Blurred plates” exists; I could not say so under the message");
  });

  test("where another organization reads, nothing is said there: the lead is told instead", async () => {
    const workspace = await start();
    const { lena } = peopleOf(workspace);
    const channel = lena.channel("labeling");
    workspace.slack.core.book.connectOutside(channel);
    await lena.say("Unreleased plates", channel);
    const message = lena.messages(channel).at(-1);
    if (!message) throw new Error("nothing was said");
    await lena.messageShortcut("create_task_from_message", message);
    await lena.untilField("Name");
    await lena.chooseAll("Concepts", ["3"]);
    await lena.submit();
    const told = await lena.untilMessage("“Unreleased plates” exists; I did not say so under the message");

    expect(wordsOf(told)).toContain("People of another organization read the channel");
    expect(lena.messages(channel).filter(({ onlyFor, user }) => onlyFor === null && user !== lena.id)).toEqual([]);
    expect(workspace.slack.violations).toEqual([]);
  });

  test("a Slack that answers too late keeps what the message says for later", async () => {
    const workspace = await start();
    const { lena } = peopleOf(workspace);
    const channel = lena.channel("labeling");
    await lena.say("Blurred plates", channel);
    const message = lena.messages(channel).at(-1);
    if (!message) throw new Error("nothing was said");
    workspace.slack.failNext("views.open", { error: "expired_trigger_id" });
    await lena.messageShortcut("create_task_from_message", message);
    await lena.untilEphemeral("Slack did not open the form in time");
    await lena.press("Open again");
    await lena.untilField("Name");
    expect(lena.value("Name").value).toBe("Blurred plates");
  });
});

const homeOf = (person: SlackPerson): string => readWords(person.home()?.view["blocks"]);

const untilHome = ({ slack }: TestWorkspace, person: SlackPerson, words: string | RegExp) =>
  slack.until(() => (typeof words === "string" ? homeOf(person).includes(words) : words.test(homeOf(person))));
