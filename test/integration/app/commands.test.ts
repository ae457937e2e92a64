import { beforeAll, describe, expect, test } from "@jest/globals";
import type { Fault } from "../../../sandbox/slack/faults.ts";
import { type SlackPerson, wordsOf } from "../../../sandbox/slack/person.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { openTaskForm, peopleOf, theTask } from "./task-form.ts";
import { workspacesOf } from "./workspaces.ts";

/** Below what an ack would take that waits for a call without an answer, above what a busy machine needs. */
const ACK_MS = 2_000;

describe("ways in", () => {
  const start = workspacesOf({ isSeeded: false });
  let workspace: TestWorkspace;
  let lena: SlackPerson;

  beforeAll(async () => {
    workspace = await start();
    ({ lena } = peopleOf(workspace));
  });

  /** What the person alone sees after the command. */
  const answerTo = async (text: string): Promise<string> => {
    const before = lena.ephemerals().length;
    expect(await lena.command(text)).toEqual({ notice: null });
    return wordsOf(await workspace.slack.until(() => lena.ephemerals()[before]));
  };

  test.each(["/task", "/task help", "/task HELP", "/task   help  "])("%p answers with every command", async (text) => {
    const answer = await answerTo(text);

    for (const usage of ["/task create", "/task link", "/task help"]) expect(answer).toContain(usage);
    expect(answer).not.toMatch(/[[\]|]/);
    expect(answer).not.toContain("There is no command");
  });

  test.each([
    ["/task crate", "crate", "/task create"],
    ["/task CREATED", "CREATED", "/task create"],
    ["/task lnk", "lnk", "/task link"],
    ["/task shwo ninety & <c>", "shwo", "/task show"],
    ["/task help lst", "lst", "/task list"],
    ["/task hepl me", "hepl", "/task help"],
  ])("%p answers with one line, and the command that was meant as a button", async (text, typed, meant) => {
    const answer = await answerTo(text);

    const [, line, button, ...more] = answer.split("\n");
    expect(line).toBe(`There is no command “${typed}”. Did you mean ${meant}?`);
    expect(button?.toLowerCase()).toBe(text.replace(typed, meant.replace("/task ", "")).toLowerCase());
    expect(more).toEqual([]);
  });

  test("a word that begins several commands asks which one", async () => {
    expect((await answerTo("/task re")).split("\n").slice(1)).toEqual([
      "There is no command “re”. Did you mean /task reviews, /task review or /task reopen?",
      "/task reviews",
      "/task review",
      "/task reopen",
    ]);
  });

  test.each([
    ["/task 🦊", "No task has the name or id “🦊”"],
    ["/task zz & b <c>", "No task has the name or id “zz & b <c>”"],
    ["/task <!channel> now", "No task has the name or id “<!channel> now”"],
    [`/task ${"x".repeat(3000)}`, "No task has the name or id “xxx"],
    ["/task constructor", "No task has the name or id “constructor”"],
  ])("%p is neither a command nor a task, and leads to the commands", async (text, expected) => {
    const answer = await answerTo(text);

    expect(answer).toContain(expected);
    expect(answer.split("\n").at(-1)).toBe("/task help");
  });

  test("the button runs the command that was meant, words and all", async () => {
    await lena.command("/task lsit status:open");
    await lena.press("/task list status:open", await lena.untilEphemeral("There is no command “lsit”"));
    expect(wordsOf(await lena.untilEphemeral("In progress"))).toContain("No task matches");

    await lena.command("/task list statsu:open");
    await lena.press("/task list status:open", await lena.untilEphemeral("“statsu:” is not known"));
    await workspace.slack.until(
      () => lena.ephemerals().filter((each) => wordsOf(each).includes("No task matches")).length === 2,
    );
  });

  test("a person named in the command is not mentioned by the answer", async () => {
    const { ana } = peopleOf(workspace);
    const before = lena.ephemerals().length;
    await lena.command("/task @ana &amp;");
    const answer = await workspace.slack.until(() => lena.ephemerals()[before]);

    expect(answer.text).toContain("No task has the name");
    expect(answer.text).not.toContain(`<@${ana.id}`);
  });

  test.each(["/task create", "/task CREATE", "/task  create  something more"])("%p opens the form", async (text) => {
    await lena.openModal(text);

    expect(lena.title()).toBe("Create task");
  });

  test("what is typed behind create is the name, as it was typed", async () => {
    await lena.close();
    await lena.openModal("/task create Lunch & dinner “photos”,  round 2 <new> ");
    await lena.untilField("Name");
    expect(lena.value("Name").value).toBe("Lunch & dinner “photos”,  round 2 <new>");
  });

  test("a name that is too long is cut to what the field takes", async () => {
    await lena.close();
    await lena.openModal(`/task create ${"x".repeat(300)}`);
    await lena.untilField("Name");

    expect(lena.value("Name").value).toBe(`${"x".repeat(254)}…`);
  });

  test("a form with a name that opened too late is opened again with it", async () => {
    await lena.close();
    workspace.slack.failNext("views.open", { error: "expired_trigger_id" });
    const before = lena.ephemerals().length;
    await lena.command("/task create Lunch photos, round 2");
    await lena.press("Open again", await workspace.slack.until(() => lena.ephemerals()[before]));
    await lena.untilField("Name");

    expect(lena.value("Name").value).toBe("Lunch photos, round 2");
  });

  test("a form that is closed as it opened is not offered again, name or not", async () => {
    await lena.close();
    await lena.openModal("/task create Lunch photos");
    await lena.untilField("Name");
    await lena.close();
    await lena.openModal("/task create");
    await lena.untilField("Name");

    expect(lena.words()).not.toContain("Continue");
    expect(lena.value("Name").value ?? "").toBe("");
  });

  test("the shortcut opens the form too", async () => {
    await lena.close();
    await lena.shortcut("create_task");
    await lena.untilField("Name");

    expect(lena.title()).toBe("Create task");
  });

  test("a form that opened too late is opened again by a button, and works", async () => {
    await lena.close();
    workspace.slack.failNext("views.open", { error: "expired_trigger_id" });
    await lena.command("/task create");
    const notice = await lena.untilEphemeral("Slack did not open the form in time");
    await lena.press("Open again", notice);
    await lena.untilField("Name");

    await lena.fill("Name", "Opened again");
    await lena.chooseAll("Concepts", [{ words: "Create “cat”", query: "cat" }]);
    await lena.submit();
    await lena.untilWords("“Opened again” is created");
    expect(await theTask(workspace)).toMatchObject({ name: "Opened again" });
  });

  test("a shortcut's form that opened too late is offered by direct message", async () => {
    await lena.close();
    workspace.slack.failNext("views.open", { error: "expired_trigger_id" });
    await lena.shortcut("create_task");
    await lena.press("Open again", await lena.untilMessage("Slack did not open the form in time"));
    await lena.untilField("Name");

    expect(lena.title()).toBe("Create task");
  });

  test.each<[string, Fault]>([
    ["answers after the app has given up", { delayMs: 2800 }],
    ["breaks the connection", { cut: "before" }],
    ["fails", { status: 503 }],
    ["asks to wait", { retryAfter: 1 }],
  ])("a Slack that %s does not leave the lead in silence: the form is opened again", async (_how, fault) => {
    await lena.close();
    const [before, opened] = [lena.ephemerals().length, workspace.slack.callsOf("views.open").length];
    workspace.slack.failNext("views.open", fault);
    await lena.command("/task create");
    const notice = await workspace.slack.until(() => lena.ephemerals()[before]);
    await workspace.slack.until(() => workspace.slack.callsOf("views.open").length > opened);
    await lena.press("Open again", notice);
    await workspace.slack.until(() => workspace.slack.callsOf("views.open").length > opened + 1);

    expect(wordsOf(notice)).toContain("Slack did not open the form in time");
    expect(lena.title()).toBe("Create task");
  });

  test("two leads fill their forms at once, each their own", async () => {
    const { ana } = peopleOf(workspace);
    if (lena.currentView() !== undefined) await lena.close();
    const concepts = ["cat"];
    await Promise.all([
      openTaskForm(lena, { name: "Of Lena", concepts }),
      openTaskForm(ana, { name: "Of Ana", concepts }),
    ]);
    await Promise.all([lena.submit(), ana.submit()]);

    await lena.untilWords("“Of Lena” is created");
    await ana.untilWords("“Of Ana” is created");
  });

  test("nothing of all this was beyond Slack's limits, and every ack was quick", () => {
    expect(workspace.slack.violations).toEqual([]);
    const slow = workspace.slack.deliveries.filter(({ answer }) => answer.outcome !== "answered" || answer.ms > ACK_MS);
    expect(slow).toEqual([]);
  });
});

describe("feedback", () => {
  const start = workspacesOf({ isSeeded: false });

  test("goes to the admins under the name of whoever gives it, once, and to nobody else", async () => {
    const workspace = await start();
    const { ana, lena, ben } = peopleOf(workspace);
    await ana.openModal("/task feedback The window & the <b> are fine");
    expect(ana.value("What works, what does not").value).toBe("The window & the <b> are fine");
    await ana.fill("What works, what does not", " ");
    expect(await ana.submitExpectingErrors()).toMatchObject({
      "What works, what does not": "Write what you would like to be different.",
    });
    await ana.fill("What works, what does not", "More keys, please. <!channel>");
    await ana.submit();
    await ana.untilWords("Sent to the admins of this workspace");
    const told = await lena.untilMessage("Ana Souza on Labeldesk");

    expect(wordsOf(told)).toContain("More keys, please. <!channel>");
    expect(told.text).not.toContain("<!channel>");
    expect(lena.directMessages().filter((message) => wordsOf(message).includes("More keys"))).toHaveLength(1);
    expect([...ben.directMessages(), ...ana.directMessages()]).toEqual([]);
    expect(workspace.slack.violations).toEqual([]);
  });
});
