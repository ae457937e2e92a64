import { beforeAll, describe, expect, test } from "@jest/globals";
import { type SlackPerson, wordsOf } from "../../../sandbox/slack/person.ts";
import { callTasksApi, postTasks } from "../../support/post-tasks.ts";
import { SOON_LISTED } from "../../support/quick-times.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { askedForPeople } from "./asked-for-people.ts";
import { peopleOf } from "./task-form.ts";
import { workspacesOf } from "./workspaces.ts";

/** What names may hold, and what of each is typed: what a list shows of it. */
const NAMES = [
  'Say "hi" now',
  "Children’s <b>drawings</b> & more",
  "Photos by @ana",
  "For #labeling and @here",
  "https://example.com/lunch?a=b",
  "show",
  "--force",
  "2026",
  "🍕 and 👩‍👩‍👧",
  "two\nlines",
  "a/b\\c “d”",
  "L".repeat(140),
];

const start = workspacesOf({ side: "clarifai", isSeeded: false });

describe("a task is named by what a list shows of it", () => {
  let workspace: TestWorkspace;
  let lena: SlackPerson;
  let ids: string[];

  beforeAll(async () => {
    workspace = await start({ overrides: { times: SOON_LISTED } });
    ({ lena } = peopleOf(workspace));
    await callTasksApi(workspace, "POST", "concepts", { concepts: [{ id: "cat" }] });
    ids = await postTasks(
      workspace,
      NAMES.map((name) => ({ name })),
    );
    const listing = workspace.faults.untilSeen({ path: /per_page=128/ });
    await workspace.restartApp();
    await listing;
  });

  const answerTo = async (text: string) => {
    const before = lena.ephemerals().length;
    expect(await lena.command(text)).toEqual({ notice: null });
    return wordsOf(await workspace.slack.until(() => lena.ephemerals()[before]));
  };

  const shown = (name: string): string => {
    const line = name.replaceAll("\n", " ");
    return line.length > 120 ? `${line.slice(0, 119)}…` : line;
  };

  test.each(NAMES)("%j, in quotes and without, by the verbs that answer and those that open a window", async (name) => {
    const id = ids[NAMES.indexOf(name)] ?? "";

    expect(await answerTo(`/task show "${shown(name)}"`)).toContain(id.slice(0, 8));
    expect(await answerTo(`/task progress ${shown(name)}`)).toContain(shown(name).slice(0, 60));
    await lena.openModal(`/task delete ${shown(name)}`);
    await lena.untilWords(/Delete “/);
    expect(lena.words().replaceAll("\n", " ")).toContain(shown(name).slice(0, 60));
    await lena.close();
  });

  test("people beside a name are people, and those within it are not", async () => {
    await lena.openModal('/task assign "Photos by @ana" @ben');
    await lena.untilField("Worker strategy");
    await lena.submit();
    await peopleOf(workspace).ben.untilMessage("Photos by @ana");

    const task = await callTasksApi(workspace, "GET", `tasks/${ids[2]}?additional_fields=all`);
    expect(JSON.stringify(task)).toContain('"id":"ben"');
    expect(JSON.stringify(task)).not.toContain('"id":"ana"');
  });

  test("many names cost two requests, and more than 20 are refused with nothing deleted", async () => {
    const names = Array.from({ length: 20 }, (_, at) => `nowhere-${at}`);
    const before = askedForPeople(workspace).length;

    expect(await answerTo(`/task delete ${names.join(" ")}`)).toContain("Nothing was deleted.");
    expect(askedForPeople(workspace).slice(before)).toHaveLength(2);
    const many = await answerTo(`/task delete ${Array.from({ length: 900 }, (_, at) => `n${at}`).join(" ")}`);
    expect(many).toContain("These are 900 names: delete at most 20 tasks at once.");
    expect(askedForPeople(workspace).length - before).toBeLessThanOrEqual(4);
  });

  test.each(["", "show ", "list ", "list type:", "help ", "delete "])(
    "“/task %sxxx…” of any length is answered at once",
    async (verb) => {
      const { notice } = await lena.command(`/task ${verb}${"x".repeat(20_000)}`);

      expect(notice).toBeNull();
      const last = workspace.slack.deliveries.at(-1);
      expect(last?.answer).toMatchObject({
        outcome: "answered",
        body: expect.stringContaining("A command may have 16,000 characters"),
      });
    },
  );

  test("nothing of all this was beyond Slack's limits", () => {
    expect(workspace.slack.violations).toEqual([]);
  });
});
