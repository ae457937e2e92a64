import { describe, expect, test } from "@jest/globals";
import { findElements, readWords } from "../../../sandbox/slack/blocks.ts";
import type { TaskFacts } from "../../../src/domain/assignment.ts";
import { WHY_KINDS, type WhyKind } from "../../../src/domain/notifications/why.ts";
import {
  askReview,
  askToBegin,
  askToGoOn,
  buildAsk,
  buildBehind,
  buildFinished,
  buildStillStalled,
} from "../../../src/views/follow/messages.ts";
import { buildQuestion } from "../../../src/views/labeling/question-messages.ts";
import { askToWork, buildAssignmentMessage } from "../../../src/views/notifications/assignment-message.ts";
import { buildDigest } from "../../../src/views/notifications/digest-message.ts";
import { buildGroupJoined } from "../../../src/views/people/group-joined.ts";
import { buildChangesRequested } from "../../../src/views/review/messages.ts";
import { buildWhy } from "../../../src/views/why/why-answer.ts";
import { WHY } from "../../../src/views/why/why-button.ts";

const task: TaskFacts = {
  id: "t1",
  name: "Digits",
  type: "CONCEPTS_CLASSIFICATION",
  instructions: "",
  source: "ALL_INPUTS",
  strategy: "FULL",
  review: { strategy: "NONE" },
};
const head = { team: "T1", person: "U1", task };
const given = (role: "worker" | "reviewer") => ({ task, assignment: { person: "U1", role }, from: "Lena" });
const half = { hits: 1, of: 2 };
const idle = { account: "a", left: 3, since: 0, hasBegun: false };
const question = {
  id: "q1",
  team: "T1",
  task,
  by: "U2",
  text: "Which?",
  input: { id: "i1", content: { kind: "text" as const, text: "words" } },
};

const MESSAGES: Readonly<Record<string, [WhyKind, { readonly blocks: unknown }]>> = {
  "work to label": ["worker", buildAssignmentMessage(given("worker"))],
  "work to review": ["reviewer", buildAssignmentMessage(given("reviewer"))],
  "several assignments": [
    "digest",
    buildDigest([askToWork(given("worker")), askToWork(given("reviewer"))], "new assignment"),
  ],
  changes: [
    "changes",
    buildChangesRequested({ ...head, from: "U2", inputs: [{ id: "i1", reason: "Look again." }] }, "Mei"),
  ],
  "labels to review": ["review-ready", buildAsk("review-ready", askReview({ ...head, waiting: 10, isNew: true }))],
  "a stall": ["stalled", buildAsk("stalled", askToGoOn({ ...head, ...idle }))],
  "a reminder": ["reminder", buildAsk("reminder", askToBegin({ task }, { from: "Lena", left: 3 }))],
  "a question": ["question", buildQuestion(question, { from: "Ana" })],
  "others' stall": ["lead", buildStillStalled({ ...head, workers: [{ ...idle, name: "Ana" }], total: 1 })],
  "a labeler behind": [
    "lead",
    buildBehind({ ...head, name: "Ana", accepted: half, others: half, interval: { low: 0, high: 1 } }),
  ],
  "somebody new in a group": [
    "lead",
    buildGroupJoined({ ...head, joined: "U2", handle: "labelers", role: "worker" }, "Ana"),
  ],
  "the end": ["lead", buildFinished({ ...head, workers: [], total: 0, tookMs: 1 })],
};

describe("a message that asks something of somebody says why they have it", () => {
  test.each(Object.entries(MESSAGES))("%s", (_what, [kind, { blocks }]) => {
    const buttons = findElements(JSON.parse(JSON.stringify(blocks))).filter(
      ({ element }) => JSON.stringify(element["text"])?.includes("Why me?") ?? false,
    );

    expect(buttons).toHaveLength(1);
    expect(WHY.kindOf(buttons[0]?.actionId ?? "")).toBe(kind);
    expect(buttons[0]?.element["value"]).toBe("t1");
  });

  test("of every kind there is one", () => {
    const kinds = new Set(Object.values(MESSAGES).map(([kind]) => kind));

    expect([...kinds].sort()).toEqual([...WHY_KINDS].sort());
  });
});

describe("the answer", () => {
  const known = { taskName: "<Digits>", given: { by: "Lena", at: 1_764_000_000 }, createdAt: 1_764_000_000 };

  test.each(WHY_KINDS)("to %s is one sentence that says how to get fewer", (kind) => {
    const { text, blocks } = buildWhy({ kind, ...known });

    expect(text).toMatch(/^[^.]+; [^.]*\/task settings[^.]*\.$/);
    expect(readWords(JSON.parse(JSON.stringify(blocks)))).toMatch(/\.$/);
    if (kind !== "digest") expect(text).toContain("“&lt;Digits&gt;”");
  });

  test("to a guest names nothing that guests may not do", () => {
    expect(buildWhy({ kind: "worker", ...known, isGuest: true }).text).toMatch(/; to get fewer, ask whoever [^/]*\.$/);
  });

  test.each(WHY_KINDS)("to %s needs nothing that may be missing", (kind) => {
    expect(buildWhy({ kind }).text).not.toMatch(/undefined|NaN/);
  });
});
