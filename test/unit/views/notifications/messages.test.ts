import { describe, expect, test } from "@jest/globals";
import { readWords } from "../../../../sandbox/slack/blocks.ts";
import { checkMessage, checkView } from "../../../../sandbox/slack/check-view.ts";
import type { Assignment, TaskFacts } from "../../../../src/domain/assignment.ts";
import { buildAssignmentMessage } from "../../../../src/views/notifications/assignment-message.ts";
import { buildHoldMessage } from "../../../../src/views/notifications/hold-message.ts";
import { buildUndeliveredMessage } from "../../../../src/views/notifications/undelivered-message.ts";
import { statusView } from "../../../../src/views/status-view.ts";
import { buildCreated, buildFailed } from "../../../../src/views/submissions/outcome.ts";

const task: TaskFacts = {
  id: "t1",
  name: "Ninety ten",
  type: "POLYGON_DETECTION",
  instructions: "",
  source: "DATASET",
  sourceName: "lunch-photos",
  strategy: "PARTITIONED",
  labelersPerInput: 3,
  review: { strategy: "NONE" },
  priority: "HIGH",
  inputs: 450,
};
const ana: Assignment = { person: "U1", role: "worker", fraction: 0.9 };

function message(assignment: Assignment, changes: Partial<TaskFacts> = {}) {
  const built = buildAssignmentMessage({ task: { ...task, ...changes }, assignment, from: "Lead Example" });
  return { ...built, words: readWords(JSON.parse(JSON.stringify(built.blocks))) };
}

describe("what a worker reads", () => {
  test("a name made elsewhere is sent without NUL, which Slack takes in no text", () => {
    const { text, words } = message(ana, { name: "Ninety\0 ten", instructions: "\0Draw tightly." });
    expect(text).toBe('Label "Ninety ten": 90\u00a0%, about 405 of 450 inputs');
    expect(words).toContain('Label "Ninety ten"');
    expect(words).toContain("Draw tightly.");
    expect(JSON.stringify(words)).not.toContain("\\u0000");
  });

  test("what is asked, the share, the facts", () => {
    const { text, words } = message(ana);
    expect(text).toBe('Label "Ninety ten": 90\u00a0%, about 405 of 450 inputs');
    expect(words).toContain('Label "Ninety ten"');
    expect(words).toContain("90\u00a0% · about 405 of 450 inputs");
    expect(words).toContain(
      "Polygon detection · Dataset lunch-photos · from Lead Example · high priority".replace("Dataset", "dataset"),
    );
  });

  test("percent alone where the source is not counted; ten at a time where nothing is assigned", () => {
    const { inputs: _inputs, ...uncounted } = task;
    const built = buildAssignmentMessage({ task: uncounted, assignment: ana, from: "L" });
    expect(built.text).toBe('Label "Ninety ten": 90\u00a0% of the inputs');
    expect(message({ person: "U1", role: "worker" }, { strategy: "DYNAMIC" }).text).toMatch(
      /Ten inputs at a time, as you ask/,
    );
  });

  test("names the concepts, and says how many more there are", () => {
    const { words } = message(ana, { concepts: { first: ["pizza", "hotdog"], total: 14 } });
    expect(words).toContain("Concepts: pizza, hotdog and 12 more");
  });

  test("Start until they have begun; then Continue, and what is left", () => {
    expect(message(ana).words).toContain("Start");
    const own = { hasBegun: true, figures: { left: 382, done: 23 } };
    const built = buildAssignmentMessage({ task, assignment: ana, from: "L", own });
    const words = readWords(JSON.parse(JSON.stringify(built.blocks)));
    expect(words).toContain("90\u00a0% · about 405 of 450 inputs\n382 inputs left · 23 done");
    expect(words).toContain("Continue");
    expect(words).not.toContain("Start");
    expect(built.text).toBe('Label "Ninety ten": 90\u00a0%, about 405 of 450 inputs');
  });

  test("long instructions are cut; Open shows the rest", () => {
    const { words, blocks } = message(ana, { instructions: "x".repeat(301) });
    expect(words).toContain(`${"x".repeat(299)}…`);
    expect(JSON.stringify(blocks)).toContain('"value":"t1"');
    expect(words).toContain("Open");
  });
});

describe("what a reviewer reads", () => {
  const rosa: Assignment = { person: "U4", role: "reviewer" };
  const consensus = { strategy: "CONSENSUS", reviewers: ["U4", "U5"], labelersMustAgree: 2 } as const;

  test.each<[string, TaskFacts["review"], string]>([
    [
      "one of two decides",
      { ...consensus, reviewersMustApprove: "ONE" },
      "Inputs on which two of three labelers do not agree · at most about 225 of 450, shared with 1 other reviewer",
    ],
    [
      "all must approve",
      { ...consensus, reviewersMustApprove: "ALL" },
      "Inputs on which two of three labelers do not agree · at most 450, each to be approved by both reviewers",
    ],
    [
      "consensus switched off",
      { ...consensus, labelersMustAgree: 0, reviewers: ["U4"], reviewersMustApprove: "ONE" },
      "Every labeled input · at most 450",
    ],
    [
      "a sample",
      { strategy: "MANUAL", reviewers: ["U4"], sample: 0.2 },
      "A sample of 20\u00a0% of the labeled inputs · about 90 of 450",
    ],
  ])("%s", (_name, review, words) => {
    expect(message(rosa, { review }).text).toBe(`Review "Ninety ten": ${words.replace(" · ", ", ")}`);
  });
});

const NASTY = [
  "<!channel>",
  "<@U1>",
  "a & b",
  "*bold* _it_ `code`",
  "‮right to left",
  "😀".repeat(1500),
  "x".repeat(3000),
  ":tada:",
];

describe("text that people typed is shown to the letter", () => {
  test.each(NASTY)("%.20s", (name) => {
    const built = message(ana, { name, instructions: name, sourceName: name });
    expect(checkMessage(JSON.parse(JSON.stringify(built)))).toBeUndefined();
    expect(built.text).not.toMatch(/<[!@]/);
    expect(JSON.stringify(built.blocks)).not.toContain("mrkdwn");
    expect(built.words).toContain(name.slice(0, 10));
  });

  test.each(NASTY)("outcomes: %.20s", (name) => {
    const people = Array.from({ length: 200 }, (_, index): Assignment => ({ ...ana, person: `U${index}` }));
    const others = people.map(() => ({ name, timing: "muted" as const }));
    const created = buildCreated(
      { outcome: "created", task: { ...task, name }, people, names: {} },
      () => name,
      others,
    );
    const why = { taskName: name, reason: name, canTryAgain: true, canGoBack: true };
    const failed = buildFailed({ outcome: "failed", what: "created", ...why }, "s");
    for (const { title, message } of [created, failed]) {
      expect(checkView(JSON.parse(JSON.stringify(statusView(title, message.blocks))), "modal")).toEqual([]);
      expect(checkMessage(JSON.parse(JSON.stringify(message)))).toBeUndefined();
    }
    const words = ["user_disabled", "channel_not_found", "a_word_of_next_year", undefined];
    const unreached = Array.from({ length: 200 }, (_each, at) => ({ name, word: words[at % words.length] }));
    expect(checkMessage(JSON.parse(JSON.stringify(buildUndeliveredMessage(name, unreached))))).toBeUndefined();
  });
});

test("what now exists is heard in sentences, with what each person gets", () => {
  const people: Assignment[] = [ana, { person: "U9", role: "reviewer" }];
  const names: Record<string, string> = { [ana.person]: "Ana", U9: "Mei" };
  const created = buildCreated({ outcome: "created", task, people, names: {} }, (id) => names[id] ?? id, []);

  const { text } = created.message;

  expect(text).toMatch(
    /^“Ninety ten” is created\. Polygon detection, .*450 inputs\. Labels: Ana 90\u00a0%, about 405 of 450\./,
  );
  expect(text).toMatch(/ Reviews: Mei\. .*\. Nobody else is assigned\.$/);
  expect(text).not.toMatch(/[·→\n]/u);
});

test.each([
  ["user_disabled", "Their Slack account is deactivated."],
  ["channel_not_found", "they may have left the workspace"],
  ["messages_tab_disabled", "an admin can turn on its Messages tab"],
  ["cannot_dm_bot", "apps take no direct messages"],
  ["restricted_action_read_only_channel", "does not let this app post"],
  ["invalid_blocks", "as it was written (invalid_blocks)"],
  [undefined, "Labeldesk failed over the message"],
])("who was not told because of %s is named with the true reason", (word, reason) => {
  expect(buildUndeliveredMessage("Digits", [{ name: "Ana", word }]).text).toContain(reason);
});

test("where reasons differ each is said of whom it is true", () => {
  const { text } = buildUndeliveredMessage("Digits", [
    { name: "Ana", word: "user_disabled" },
    { name: "Ben", word: "channel_not_found" },
    { name: "Mei", word: "user_disabled" },
  ]);

  expect(text).toContain("Ana, Mei: Their Slack account is deactivated.");
  expect(text).toContain("Ben: Slack does not know them any more");
});

test.each([
  [20_000, "for 20 seconds"],
  [3_600_000, "for an hour"],
  [3 * 3_600_000, "for 3 hours"],
])("admins read how long messages had to wait (%d ms), and why", (ms, words) => {
  const { text } = buildHoldMessage({ word: "token_revoked", since: 0, until: ms });

  expect(text).toContain(words);
  expect(text).toContain("because the app’s token was revoked");
});
