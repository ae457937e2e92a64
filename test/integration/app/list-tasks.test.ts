import { beforeAll, expect, test } from "@jest/globals";
import { type SlackPerson, wordsOf } from "../../../sandbox/slack/person.ts";
import { copyTask } from "../../support/copy-task.ts";
import { callTasksApi, postTasks } from "../../support/post-tasks.ts";
import { QUICK_PAUSES, SOON_LISTED } from "../../support/quick-times.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { peopleOf } from "./task-form.ts";
import { describeOnBothDatabases } from "./workspaces.ts";

/** Below what an ack would take that waits for a call without an answer, above what a busy machine needs. */
const ACK_MS = 2_000;

/** Requests for a page with figures: what the app asks for because somebody waits for a list. */
const forPeople = ({ faults }: TestWorkspace) =>
  faults.requests.filter(({ path }) => /per_page=(8|100)&/.test(path)).map(({ path }) => path);

/** What the person alone sees after the command. */
async function answerTo({ slack }: TestWorkspace, person: SlackPerson, text: string) {
  const before = person.ephemerals().length;
  expect(await person.command(text)).toEqual({ notice: null });
  return slack.until(() => person.ephemerals()[before]);
}

const rowsIn = (words: string): string[] => [...words.matchAll(/^Digits \d+$/gm)].map(([name]) => name);

describeOnBothDatabases("lists of tasks", (start) => {
  let workspace: TestWorkspace;
  let lena: SlackPerson;
  let ids: string[];

  beforeAll(async () => {
    workspace = await start({ side: "clarifai", isSeeded: false, overrides: { times: SOON_LISTED } });
    ({ lena } = peopleOf(workspace));
    await callTasksApi(workspace, "POST", "concepts", { concepts: [{ id: "cat" }] });
    const digits = (n: number) => ({
      name: `Digits ${n}`,
      type: n % 2 === 0 ? "POLYGON_DETECTION" : "CONCEPTS_CLASSIFICATION",
      worker: { strategy: "FULL", workers: [{ user: { id: n < 12 ? "ana" : "ben" } }] },
      review: { strategy: "MANUAL", users: [{ id: "mei" }], manual_strategy_info: { sample_percentage: 1 } },
    });
    // In two requests: of those that are made in one millisecond none is the oldest.
    ids = await postTasks(workspace, [digits(0)]);
    ids.push(
      ...(await postTasks(
        workspace,
        Array.from({ length: 19 }, (_, n) => digits(n + 1)),
      )),
    );
    // What is there at the start is listed at the start.
    const listing = workspace.faults.untilSeen({ path: /per_page=128/ });
    await workspace.restartApp();
    await listing;
  });

  const listed = async (text: string, person = lena): Promise<string> =>
    wordsOf(await answerTo(workspace, person, text));

  test("all of them, by one request for the first page, and the others in place", async () => {
    const before = forPeople(workspace).length;
    const answer = await answerTo(workspace, lena, "/task list");

    expect(rowsIn(wordsOf(answer))).toEqual([19, 18, 17, 16, 15, 14, 13, 12].map((n) => `Digits ${n}`));
    expect(wordsOf(answer)).toContain("Ben Carter");
    expect(forPeople(workspace).slice(before)).toEqual([expect.stringMatching(/page=1&per_page=8&additional_fields=/)]);

    const count = lena.ephemerals().length;
    await lena.press("Next", answer);
    await lena.untilEphemeral(/^9–16/m);
    const shown = await lena.untilEphemeral("Digits 11");
    expect(rowsIn(wordsOf(shown))).toEqual([11, 10, 9, 8, 7, 6, 5, 4].map((n) => `Digits ${n}`));
    await lena.press("Next", shown);
    const last = await lena.untilEphemeral("17–20 of 20");
    expect(wordsOf(last)).not.toContain("Next");
    await lena.press("Previous", last);
    await lena.untilEphemeral(/^9–16/m);
    expect(lena.ephemerals()).toHaveLength(count);
  });

  test("shared with the channel on request, as it is for everybody", async () => {
    const { ana } = peopleOf(workspace);
    const channel = lena.channel("labeling");
    await lena.press("Share in this channel", await answerTo(workspace, lena, "/task mine @ana"));
    const shared = await workspace.slack.until(() =>
      ana.messages(channel).find((message) => message.onlyFor === null && wordsOf(message).includes("Shared by Lena")),
    );

    expect(rowsIn(wordsOf(shared))).toHaveLength(8);
    expect(wordsOf(shared)).toContain(`Tasks assigned to ${ana.name}`);
    expect(wordsOf(shared)).not.toContain("Next");
  });

  test("by person: the API's own filters answer; one's own are a queue, the oldest first", async () => {
    const { ana, mei } = peopleOf(workspace);
    const before = forPeople(workspace).length;

    expect(rowsIn(await listed("/task mine", ana))[0]).toBe("Digits 0");
    expect(rowsIn(await listed("/task reviews", mei))[0]).toBe("Digits 0");
    expect(rowsIn(await listed("/task list @ben"))[7]).toBe("Digits 12");
    expect(await listed("/task mine")).toContain("Nothing is assigned to you. A lead assigns work with /task create.");
    expect(forPeople(workspace).slice(before)).toEqual([
      expect.stringContaining("worker_user_ids=ana"),
      expect.stringContaining("review_user_ids=mei"),
      expect.stringContaining("worker_user_ids=ben"),
      // Exactly one page of Ben's: whether there is another is worth a question.
      expect.stringContaining("page=2"),
      expect.stringContaining("worker_user_ids=lena"),
    ]);
  });

  test("by type, state and name: the index says which, and the API how they are now", async () => {
    await callTasksApi(workspace, "PATCH", "tasks", {
      action: "merge",
      tasks: [{ id: ids[4], status: { code: 54002 } }],
    });
    const polygons = await listed("/task list type:polygon digits 1");
    expect(rowsIn(polygons).sort()).toEqual([10, 12, 14, 16, 18].map((n) => `Digits ${n}`));
    expect(polygons).toContain("Polygon detection · “digits 1”");
    expect(polygons).toContain("5 tasks");

    // The index learns of the change from what is shown.
    await listed("/task list Digits 4");
    expect(rowsIn(await listed("/task list status:done"))).toEqual(["Digits 4"]);
    expect(await listed("/task list status:failed")).toContain("No task matches.");
    expect(await listed("/task list priority:high,low digits")).toContain("No task matches");
    expect(await listed("/task list priority:none digits 1")).toContain("no priority");
    expect(await listed("/task list type:plygon")).toContain("Did you mean type:polygons?");
    expect(rowsIn(await listed(`/task list ${ids[7]?.slice(0, 13)}`))).toEqual(["Digits 7"]);
    expect(await listed("/task list created")).toContain("You have created no task with Labeldesk yet.");
  });

  test("a task that was deleted elsewhere is neither shown nor remembered", async () => {
    expect(rowsIn(await listed("/task list Digits 19"))).toEqual(["Digits 19"]);
    await callTasksApi(workspace, "DELETE", "tasks", { ids: [ids[19]] });

    expect(rowsIn(await listed("/task list Digits 19"))).toEqual([]);
    expect(await listed("/task list Digits 19")).toContain("No task matches.");
    expect(await listed("/task show Digits 19")).toContain("No task has the name or id “Digits 19”.");
  });

  test("a row opens its task", async () => {
    await lena.press("Open", await answerTo(workspace, lena, "/task list Digits 7"));
    await lena.untilWords("Digits 7");
    await lena.close();
  });

  test("a task that nobody has met yet is found by its whole id", async () => {
    const [id] = await postTasks(workspace, [{ name: "Made elsewhere" }]);

    expect(await listed(`/task show ${id}`)).toContain("Made elsewhere");
    expect(await listed("/task show made else")).toContain("Made elsewhere");
  });

  test("without an answer of the API, the index stands in, and says so", async () => {
    workspace.faults.fail({ method: "GET", path: /\/tasks\?/ }, { status: 503 });
    const all = await listed("/task list @ana");
    const narrowed = await listed("/task list type:concepts @ana");
    workspace.faults.heal();

    expect(all).toContain("Clarifai is not reachable or failed.");
    expect(rowsIn(all)).toContain("Digits 11");
    expect(all).not.toContain("Work");
    expect(narrowed).toContain("Clarifai is not reachable or failed.");
    expect(rowsIn(narrowed)).toContain("Digits 11");
    expect(rowsIn(await listed("/task list @ana"))).toContain("Digits 11");
  });

  test("nothing of all this was beyond Slack's limits, and every ack was quick", () => {
    expect(workspace.slack.violations).toEqual([]);
    const slow = workspace.slack.deliveries.filter(({ answer }) => answer.outcome !== "answered" || answer.ms > ACK_MS);
    expect(slow).toEqual([]);
  });
});

describeOnBothDatabases("lists of 10,000 tasks", (start) => {
  const TASKS = 10_000;
  let workspace: TestWorkspace;
  let lena: SlackPerson;
  let sayFilled: () => void;
  const filled = new Promise<void>((resolve) => {
    sayFilled = resolve;
  });

  beforeAll(async () => {
    const ignore = (): void => {};
    const info = (fields: object, message: string): void => {
      if (message === "all tasks are in the index" && "tasks" in fields && fields.tasks === TASKS) sayFilled();
    };
    const log = { debug: ignore, info, warn: ignore, error: ignore };
    // The round over the empty side may have ended before the app does; the next one shall not be a minute away.
    const times = { index: { ...QUICK_PAUSES.index, round: 1_000 } };
    workspace = await start({ side: "clarifai", isSeeded: false, overrides: { log, times } });
    ({ lena } = peopleOf(workspace));
    await workspace.stopApp();
    await callTasksApi(workspace, "POST", "concepts", { concepts: [{ id: "cat" }] });
    const [first = ""] = await postTasks(workspace, [{ name: "Digits 0" }]);
    await copyTask(
      workspace,
      first,
      Array.from({ length: TASKS - 1 }, (_, n) => `Digits ${n + 1}`),
    );
  }, 120_000);

  test("the first page comes by one request while the index is filled behind it", async () => {
    // The app has seen an empty side before: more has come meanwhile than the newest page holds.
    await workspace.restartApp();
    await workspace.faults.untilSeen({ path: /page=3&per_page=128/ });
    const answer = await answerTo(workspace, lena, "/task list");

    expect(rowsIn(wordsOf(answer))[0]).toBe("Digits 9999");
    expect(forPeople(workspace)).toHaveLength(1);
    expect(wordsOf(await answerTo(workspace, lena, "/task list digits 00"))).toMatch(
      /None among the first [\d,]+ tasks; I am still looking/,
    );
  });

  test("once all are known, any of them is found", async () => {
    await filled;

    expect(rowsIn(wordsOf(await answerTo(workspace, lena, "/task list Digits 77")))).toHaveLength(8);
    expect(wordsOf(await answerTo(workspace, lena, "/task show Digits 77"))).toContain("Digits 77");
    expect(wordsOf(await answerTo(workspace, lena, "/task list"))).toContain("1–8 of about 10,000");
  });
});
