import { describe, expect, test } from "@jest/globals";
import { readWords } from "../../../../sandbox/slack/blocks.ts";
import { checkMessage } from "../../../../sandbox/slack/check-view.ts";
import { type Json, toObjects } from "../../../../sandbox/slack/json.ts";
import type { ListQuery } from "../../../../src/domain/lists/list-query.ts";
import type { TaskListPage, TaskListRow } from "../../../../src/domain/lists/task-list.ts";
import type { TaskSummary } from "../../../../src/domain/lists/task-summary.ts";
import type { TaskMetrics } from "../../../../src/domain/task.ts";
import { buildTaskList, readListButton } from "../../../../src/views/lists/task-list.ts";
import type { ListAudience } from "../../../../src/views/lists/task-list-words.ts";

const ALL: ListQuery = { scope: "all", people: [], types: [], statuses: [], reviews: [], priorities: [], text: "" };
const QUERY_AT_ITS_LIMITS: ListQuery = {
  scope: "reviews",
  people: Array.from({ length: 20 }, (_, n) => `U0${n}ABCDEFGH`),
  types: ["CONCEPTS_CLASSIFICATION", "BOUNDING_BOX_DETECTION", "POLYGON_DETECTION", "TYPE_NOT_SET"],
  statuses: ["IN_PROGRESS", "DONE", "WONT_DO", "FAILED", "IDLE", "UNKNOWN"],
  reviews: ["NONE", "MANUAL", "CONSENSUS"],
  priorities: ["HIGH", "MEDIUM", "LOW", "NONE"],
  text: "🦊".repeat(200),
};

function row(changes: Partial<TaskSummary> = {}, metrics?: TaskMetrics, named = 3): TaskListRow {
  const task: TaskSummary = {
    id: "t1",
    name: "Ninety ten",
    type: "POLYGON_DETECTION",
    status: "IN_PROGRESS",
    review: "CONSENSUS",
    workers: ["ana", "ben"],
    reviewers: [],
    ...changes,
  };
  return { task, workers: task.workers.slice(0, named).map((id) => `Name of ${id}`), ...(metrics && { metrics }) };
}

const page = (changes: Partial<TaskListPage> = {}): TaskListPage => ({
  query: ALL,
  asker: "U1",
  page: 1,
  rows: [],
  hasMore: false,
  withoutAccount: [],
  names: { U1: "Lena", U2: "Ana", U3: "Ben" },
  ...changes,
});

function show(list: TaskListPage, audience: ListAudience = "asker") {
  const { text, blocks } = buildTaskList(list, audience);
  const sent: Json = JSON.parse(JSON.stringify({ text, blocks }));
  return { text, words: readWords(sent["blocks"]), blocks: toObjects(sent["blocks"]), refused: checkMessage(sent) };
}

describe("a row", () => {
  test("says name, progress, what it waits for, state, type, people and priority", () => {
    const metrics = { workPercent: 48, reviewPercent: 9 };
    const { words } = show(page({ rows: [row({ priority: "HIGH", workers: ["a", "b", "c", "d", "e"] }, metrics)] }));

    expect(words).toContain("Ninety ten\nWork 48\u00a0% · Review 9\u00a0% · waits for labels");
    expect(words).toContain(
      "In progress · Polygon detection · Name of a, Name of b, Name of c and 2 more · high priority",
    );
    expect(words).toContain("Open");
  });

  test.each<[string, Partial<TaskSummary>, TaskMetrics | undefined, RegExp, RegExp]>([
    ["no figures", {}, undefined, /Ninety ten\n/, /Work|waits/],
    ["no workers", { workers: [] }, { workPercent: 0 }, /waits for workers/, /waits for labels/],
    ["work done", {}, { workPercent: 100, reviewPercent: 20 }, /waits for review/, /labels/],
    ["all done", {}, { workPercent: 100, reviewPercent: 100 }, /all done, can be closed/, /waits/],
    ["no review", { review: "NONE" }, { workPercent: 100, reviewPercent: 0 }, /all done/, /Review/],
    ["closed", { status: "WONT_DO" }, { workPercent: 20, reviewPercent: 0 }, /Won’t do/, /waits/],
  ])("with %s", (_what, changes, metrics, expected, unexpected) => {
    const { words } = show(page({ rows: [row(changes, metrics)] }));

    expect(words).toMatch(expected);
    expect(words).not.toMatch(unexpected);
  });

  test("never interprets what people typed", () => {
    const { text, blocks } = show(page({ rows: [row({ name: "<!channel> *now* & <@U2>" })] }));

    expect(text).toContain("&lt;!channel&gt; *now* &amp; &lt;@U2&gt;");
    expect(JSON.stringify(blocks)).not.toContain("mrkdwn");
  });

  test.each(["a_b_", "~old~", "`x`", "*", ":smile:", "@here", "<#C1>"])(
    "a name that markup could change is plain: %s",
    (name) => {
      expect(JSON.stringify(show(page({ rows: [row({ name })] })).blocks)).not.toContain("mrkdwn");
    },
  );

  test("any other name stands out, and Slack makes no links of it", () => {
    const { blocks } = show(page({ rows: [row({ name: "Lunch & signs: round #2 (example.com), 90 %" })] }));

    expect(blocks[1]?.["text"]).toEqual({
      type: "mrkdwn",
      text: "*Lunch &amp; signs: round #2 (example.com), 90 %*",
      verbatim: true,
    });
  });
});

describe("an empty list says what would be here and how to get it", () => {
  test.each<[Partial<TaskListPage>, string]>([
    [{}, "There is no task yet. Create one with /task create."],
    [{ query: { ...ALL, scope: "mine" } }, "Nothing is assigned to you. A lead assigns work with /task create."],
    [{ query: { ...ALL, scope: "mine", people: ["U2", "U3"] } }, "Nothing is assigned to Ana, Ben."],
    [{ query: { ...ALL, scope: "reviews" } }, "There is nothing for you to review."],
    [{ query: { ...ALL, scope: "created" } }, "You have created no task with Labeldesk yet."],
    [{ query: { ...ALL, scope: "created", people: ["U2"] } }, "Ana has created no task"],
    [{ query: { ...ALL, text: "lunch" } }, "No task matches."],
    [{ query: { ...ALL, text: "lunch" }, lookedAt: 2560 }, "None among the first 2,560 tasks; I am still looking."],
    [{ query: { ...ALL, scope: "mine" }, withoutAccount: ["U1"] }, "Say who you are there with /task link."],
    [
      { query: { ...ALL, scope: "mine", people: ["U2"] }, withoutAccount: ["U2"] },
      "no account on the labeling side for Ana",
    ],
    [{ page: 2 }, "There are no more tasks"],
    [{ fault: "Clarifai is not reachable." }, "Clarifai is not reachable."],
  ])("%j", (changes, expected) => {
    const { words, text, refused } = show(page(changes));

    expect(words).toContain(expected);
    expect(text).not.toBe("");
    expect(refused).toBeUndefined();
  });
});

describe("where one is", () => {
  const eight = Array.from({ length: 8 }, () => row());

  test.each<[Partial<TaskListPage>, string]>([
    [{ total: { count: 10_000, isCertain: false }, hasMore: true }, "1–8 of about 10,000 · narrow it with"],
    [{ total: { count: 16, isCertain: true }, page: 2 }, "9–16 of 16"],
    [{ hasMore: true }, "1–8 · narrow it with"],
    [{ total: { count: 8, isCertain: true } }, "8 tasks"],
    [{ total: { count: 8, isCertain: false }, fault: "Clarifai is not reachable." }, "8 tasks"],
    [
      { total: { count: 43, isCertain: false }, lookedAt: 2560, hasMore: true, query: { ...ALL, text: "x" } },
      "1–8 of 43 among the first 2,560 tasks; still looking",
    ],
  ])("%j", (changes, expected) => {
    expect(show(page({ rows: eight, ...changes })).words).toContain(expected);
  });

  test("buttons lead to the pages before and after, and share this one", () => {
    const { blocks, words } = show(page({ rows: eight, page: 2, hasMore: true, query: { ...ALL, text: "lunch" } }));
    const buttons = toObjects(blocks.at(-1)?.["elements"]);

    expect(words).toContain("Share in this channel");
    expect(buttons.map((button) => readListButton(String(button["value"]))?.page)).toEqual([1, 3, 2]);
  });

  test("a shared list names its person, and has no pages", () => {
    const list = page({ rows: eight, hasMore: true, query: { ...ALL, scope: "mine" } });
    const { words } = show(list, "channel");

    expect(words).toContain("Tasks assigned to Lena");
    expect(words).toContain("Shared by Lena");
    expect(words).not.toContain("Next");
  });

  test.each(["", "0 all", "x all", "1", "99999999 all", "1 type:nothing"])(
    "a button with %p is none of ours",
    (value) => {
      expect(readListButton(value)).toBeUndefined();
    },
  );
});

describe("Slack's limits", () => {
  const workers = (count: number) => Array.from({ length: count }, (_, n) => `account-${n}`);

  test.each([0, 1, 200])("%d workers, names of 1 and 3,000 characters", (count) => {
    const names = ["x", "n".repeat(3_000), "🦊".repeat(1_500), "", " \n\t "];
    const metrics = { workPercent: 33.333, reviewPercent: 0.1 };
    const rows = [...names, "a", "b", "c"].map((name) =>
      row({ name, workers: workers(count), priority: "HIGH" }, metrics),
    );
    const list = page({
      rows,
      page: 1_250,
      hasMore: true,
      total: { count: 10_000, isCertain: false },
      fault: "f".repeat(2_000),
    });

    for (const audience of ["asker", "channel"] as const) expect(show(list, audience).refused).toBeUndefined();
  });

  test("the longest query fits its buttons and comes back whole", () => {
    const names = Object.fromEntries(QUERY_AT_ITS_LIMITS.people.map((id) => [id, "N".repeat(80)]));
    const { refused, blocks } = show(page({ rows: [row()], query: QUERY_AT_ITS_LIMITS, names, hasMore: true }));
    const [next] = toObjects(blocks.at(-1)?.["elements"]);

    expect(refused).toBeUndefined();
    expect(readListButton(String(next?.["value"]))).toEqual({ page: 2, query: QUERY_AT_ITS_LIMITS });
  });
});
