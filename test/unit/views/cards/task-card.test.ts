import { describe, expect, test } from "@jest/globals";
import { readWords } from "../../../../sandbox/slack/blocks.ts";
import { checkMessage, checkView } from "../../../../sandbox/slack/check-view.ts";
import { toObjects } from "../../../../sandbox/slack/json.ts";
import type { TaskCard } from "../../../../src/domain/cards/task-card.ts";
import { sumFigures, type WorkFigures } from "../../../../src/domain/cards/task-progress.ts";
import type { CardPlace } from "../../../../src/views/cards/card-place.ts";
import { buildShareModal } from "../../../../src/views/cards/share-modal.ts";
import {
  buildCard,
  buildGoneCard,
  buildIdView,
  buildProgress,
  buildUnfurl,
  cardView,
} from "../../../../src/views/cards/task-card.ts";
import { sayWorkers } from "../../../../src/views/cards/worker-lines.ts";
import { buildProgressChart } from "../../../../src/views/chart.ts";

const PLACES: readonly CardPlace[] = ["answer", "direct", "shared", "view"];
const figures = (accepted: number): WorkFigures => ({
  assigned: 450,
  done: accepted + 5,
  accepted,
  awaitingReview: 3,
  rejected: 2,
  left: 445 - accepted,
});

const card = (changes: Partial<TaskCard> = {}, task: Partial<TaskCard["task"]> = {}): TaskCard => ({
  task: {
    id: "t1",
    name: "Ninety ten",
    instructions: "Mind the sevens.",
    type: "POLYGON_DETECTION",
    status: "IN_PROGRESS",
    concepts: ["3"],
    inputSource: { type: "ALL_INPUTS" },
    work: { strategy: "FULL", workers: [] },
    review: { strategy: "NONE" },
    createdAt: "2026-03-02T09:00:00Z",
    modifiedAt: "2026-03-03T09:00:00Z",
    ...task,
  },
  concepts: ["three"],
  work: 0,
  workers: [],
  workersTotal: 0,
  total: sumFigures([]),
  machines: [],
  reviewers: [],
  reviewersTotal: 0,
  creator: "Lena Fischer",
  ...changes,
});

const withWorkers = (total: number, name: (index: number) => string, named = Math.min(25, total)): TaskCard =>
  card({
    workers: Array.from({ length: named }, (_, index) => ({
      accountId: `u${index}`,
      name: name(index),
      fraction: 1 / total,
      figures: figures(index),
    })),
    workersTotal: total,
    total: sumFigures(Array.from({ length: total }, (_, index) => figures(index % 25))),
  });

const plainJson = (value: unknown) => JSON.parse(JSON.stringify(value));
const wordsIn = (blocks: unknown): string => readWords(plainJson(blocks));

type Element = { type: string; text?: { text: string }; options?: { text: { text: string } }[] };
const elementsIn = (blocks: unknown): Element[] =>
  toObjects(plainJson(blocks)).flatMap((block) =>
    block["type"] === "actions" ? toObjects(block["elements"]) : [],
  ) as Element[];
const buttonsIn = (blocks: unknown): string[] =>
  elementsIn(blocks).flatMap(({ type, text }) => (type === "button" && text ? [text.text] : []));
const menuIn = (blocks: unknown): string[] =>
  elementsIn(blocks).flatMap(({ type, options = [] }) =>
    type === "overflow" ? options.map(({ text }) => text.text) : [],
  );

/** What Slack would object to in any form that the card takes. */
function objections(shown: TaskCard): readonly string[] {
  const found: string[] = [];
  for (const build of [buildCard, buildProgress]) {
    for (const place of PLACES) {
      const message = build(shown, place);
      const view = checkView(plainJson(cardView("Task", message)), "modal");
      if (place === "view") found.push(...view);
      else found.push(...(checkMessage(plainJson(message))?.messages ?? []));
      if (/<[!@](?!date)/.test(message.text)) found.push("markup in the notification text");
      expect(message.text.length).toBeLessThan(3000);
    }
  }
  found.push(...(checkMessage(plainJson({ text: "", blocks: buildUnfurl(shown) }))?.messages ?? []));
  return found;
}

const NASTY = [
  "",
  "x",
  "<!channel> <@U1> & *b* `c`",
  "😀".repeat(1500),
  "x".repeat(3000),
  "日本語".repeat(1000),
  "a\nb\tc",
];

describe("within Slack's limits", () => {
  test.each([0, 1, 2, 20, 21, 25, 26, 200])("with %p workers", (total) => {
    expect(objections(withWorkers(total, (index) => `Worker ${index}`))).toEqual([]);
  });

  test.each(NASTY)("names and instructions like %.20p", (text) => {
    const shown = withWorkers(200, () => text);
    const nasty = { ...shown, concepts: Array<string>(153).fill(text), reviewers: Array<string>(25).fill(text) };
    const task = { ...shown.task, name: text, instructions: text.repeat(4), note: text };
    const source = { ...task, inputSource: { type: "SAVED_SEARCH", id: "s" } } as const;
    expect(objections({ ...nasty, reviewersTotal: 200, creator: text, sourceName: text, task: source })).toEqual([]);
    expect(checkMessage(plainJson(buildGoneCard({ name: text, by: "U1", author: text })))).toBeUndefined();
    expect(checkView(plainJson(buildShareModal({ taskId: "t", problem: text })), "modal")).toEqual([]);
  });

  test("everybody's figures in one view, also of a thousand workers", () => {
    const all = withWorkers(1000, (index) => `Somebody with a long name ${index}`, 1000);
    const view = plainJson(cardView("Progress", buildProgress(all, "view")));

    expect(checkView(view, "modal")).toEqual([]);
    expect(readWords(view.blocks).match(/Somebody/g)).toHaveLength(1000);
  });

  test("what waits for the lead is said on the card and with the figures", () => {
    const waiting = card({}, { note: "2 inputs wait for you." });

    for (const build of [buildCard, buildProgress]) {
      expect(wordsIn(build(waiting, "answer").blocks)).toContain("2 inputs wait for you.");
    }
  });

  test("an id of any length can be selected", () => {
    expect(checkView(plainJson(buildIdView("i".repeat(3000))), "modal")).toEqual([]);
  });
});

describe("what a card says", () => {
  test("153 concepts by name", () => {
    const words = wordsIn(
      buildCard(card({ concepts: Array.from({ length: 153 }, (_, n) => `concept-${n}`) }), "answer").blocks,
    );

    expect(words).toContain("concept-0, concept-1,");
    expect(words).toContain("concept-152");
  });

  test("of 200 workers the first 25, and how to see the rest", () => {
    const shown = withWorkers(200, (index) => `Worker ${index}`);

    expect(wordsIn(buildCard(shown, "answer").blocks)).toContain(
      "The first 25 of 200 workers. Progress shows everybody.",
    );
    expect(wordsIn(buildProgress(shown, "answer").blocks)).toContain("All 200 workers");
  });

  test("a line of a list says what a worker has, what is left, and what became of what is done; nothing of what there is none of", () => {
    const shown = withWorkers(2, (index) => `Worker ${index}`);
    const lines = (changes: Partial<TaskCard>, review: TaskCard["task"]["review"] = { strategy: "NONE" }) =>
      sayWorkers({ ...shown, ...changes, task: { ...shown.task, review } });
    const worker = (of: WorkFigures) => ({ accountId: "u", name: "Ana", fraction: 0.9, figures: of });
    const clean = { assigned: 180, done: 70, accepted: 70, awaitingReview: 0, rejected: 0, left: 110 };
    const reviewed = { ...clean, accepted: 40, awaitingReview: 30 };
    const manual = { strategy: "MANUAL", reviewers: [], sample: 1 } as const;

    expect(lines({})).toEqual([
      "Worker 0: 50\u00a0% · 445\u00a0left · 5\u00a0done: 3\u00a0in\u00a0review, 2\u00a0rejected",
      "Worker 1: 50\u00a0% · 444\u00a0left · 6\u00a0done: 1\u00a0accepted, 3\u00a0in\u00a0review, 2\u00a0rejected",
      "Together: 889\u00a0left · 11\u00a0done: 1\u00a0accepted, 6\u00a0in\u00a0review, 4\u00a0rejected",
    ]);
    expect(lines({ workers: [worker(clean)], workersTotal: 1 })).toEqual([
      "Ana: 90\u00a0% · 110\u00a0left · 70\u00a0done",
    ]);
    expect(lines({ workers: [worker(reviewed)], workersTotal: 1 }, manual)).toEqual([
      "Ana: 90\u00a0% · 110\u00a0left · 70\u00a0done: 40\u00a0accepted, 30\u00a0in\u00a0review",
    ]);
    const { fraction: _none, ...asked } = worker({ ...clean, assigned: 0, done: 0, accepted: 0, left: 0 });
    expect(lines({ workers: [asked], workersTotal: 1 })).toEqual(["Ana: nothing handed out yet"]);
  });

  test("how far it is stands under the name; without review it is said of the work alone", () => {
    const both = wordsIn(buildCard(card({ work: 0.48, review: 0.09 }), "answer").blocks);

    expect(both).toMatch(/^Ninety ten\s+Work 48\u00a0% · Review 9\u00a0%\s+In progress/);
    expect(wordsIn(buildCard(card({ work: 0.999 }), "answer").blocks)).toMatch(/\nWork 99\u00a0%\n/);
    expect(wordsIn(buildCard(card({ work: 0.004 }), "answer").blocks)).toMatch(/\nWork under 1\u00a0%\n/);
  });

  test("is heard in sentences, without a glyph", () => {
    const shown = { ...withWorkers(2, (index) => `Worker ${index}`), work: 0.48, review: 0.09 };
    const { text } = buildCard(shown, "answer");

    expect(text).toContain("“Ninety ten”: In progress, Polygon detection. Work 48\u00a0%, Review 9\u00a0%.");
    expect(text).toContain("Worker 0: 50\u00a0%, 445\u00a0left, 5\u00a0done: 3\u00a0in\u00a0review, 2\u00a0rejected.");
    expect(text).toContain("Mind the sevens.");
    for (const place of PLACES)
      for (const build of [buildCard, buildProgress]) expect(build(shown, place).text).not.toMatch(/[·▓░▰▱●○]/u);
  });

  test("of a long id the beginning stands there, and the menu has the whole", () => {
    const id = "4f0c2a91b7d84e3f9a5506c1d2e3f4a5";
    const { blocks } = buildCard(card({ may: ["share"] }, { id }), "answer");

    expect(wordsIn(blocks)).toContain("4f0c2a91");
    expect(wordsIn(blocks)).not.toContain("4f0c2a91b");
    expect(menuIn(blocks)).toEqual(["Copy id"]);
    expect(wordsIn(buildIdView(id).blocks)).toContain(id);
  });

  test("long instructions go on in the next section between two words", () => {
    const shown = card();
    const instructions = "Mind the sevens. ".repeat(300).trim();
    const { blocks } = buildCard({ ...shown, task: { ...shown.task, instructions } }, "answer");
    const parts = wordsIn(blocks)
      .split("\n")
      .filter((line) => line.includes("sevens"));

    expect(parts).toHaveLength(2);
    expect(parts.join(" ") === instructions).toBe(true);
  });

  test("nobody yet, a model, and figures that are missing are said", () => {
    const { total: _none, ...without } = card({ missing: "The side did not answer in time. Try again." });

    expect(wordsIn(buildCard(card(), "answer").blocks)).toContain("nobody yet");
    expect(wordsIn(buildCard(card({ machines: ["general-image"] }), "answer").blocks)).toContain("general-image");
    expect(wordsIn(buildCard(without, "answer").blocks)).toContain("did not answer in time");
  });

  test("a copy in a channel is short, whatever the task holds, and opens as each one's own", () => {
    const shown = withWorkers(7, (index) => `Worker ${index}`);
    const reviewed = { ...shown, work: 0.48, review: 0.09, reviewers: ["Mei Tanaka"], reviewersTotal: 1 };

    const { blocks } = buildCard({ ...reviewed, may: ["edit", "delete", "share"] }, "shared");

    const words = wordsIn(blocks);
    expect(words).toMatch(/^Work 48\u00a0% · Review 9\u00a0%$/m);
    expect(words).toContain("Worker 0, Worker 1, Worker 2, Worker 3, Worker 4 and 2 more · reviewed by Mei Tanaka");
    expect(words).not.toMatch(/\sleft|Mind the sevens/);
    expect(JSON.stringify(blocks)).not.toContain("data_visualization");
    expect(buttonsIn(blocks)).toEqual(["Details", "Refresh"]);
  });

  test("progress does not repeat the card: neither what the task is nor the chart of its inputs", () => {
    const shown = withWorkers(3, (index) => `Worker ${index}`);

    const [whole, figuresAlone] = [buildCard(shown, "answer"), buildProgress(shown, "answer")].map(({ blocks }) =>
      JSON.stringify(blocks),
    );

    expect(whole).toContain("Inputs per worker");
    expect(figuresAlone).not.toMatch(/Inputs per worker|Mind the sevens|all inputs|Created/);
  });

  test("of a task that was made from a message, every card leads there", () => {
    const shown = card({ messageLink: "https://example.slack.com/archives/C1/p1" });

    for (const place of PLACES)
      expect(JSON.stringify(buildCard(shown, place).blocks)).toContain(
        "<https://example.slack.com/archives/C1/p1|From this message>",
      );
    expect(JSON.stringify(buildCard(card(), "shared").blocks)).not.toContain("From this message");
  });

  test("progress has one line for each worker: how far they are and how they go on; the card says what became of their labels", () => {
    const figures = { assigned: 9, left: 4, done: 5, accepted: 3, awaitingReview: 1, rejected: 1 };
    const some = withWorkers(2, (index) => `Worker ${index}`);
    const review = { strategy: "MANUAL" as const, sample: 1, reviewers: ["mei"] };
    const workers = some.workers.map((worker) => ({ ...worker, figures }));
    const [first] = workers;
    const accepted = { hits: 3, of: 4 };
    const pace = {
      at: 0,
      timeZone: "UTC",
      days: [],
      workers: [{ account: first?.accountId ?? "", name: "Worker 0", perHour: 15, accepted }],
    };
    const shown = { ...some, task: { ...some.task, review }, workers, pace };

    const [whole, progress] = [buildCard(shown, "answer"), buildProgress(shown, "answer")];

    const far = "4\u00a0left · 5\u00a0done";
    expect(wordsIn(whole.blocks)).toContain(`${far}: 3\u00a0accepted, 1\u00a0in\u00a0review, 1\u00a0rejected`);
    expect(wordsIn(progress.blocks)).toContain(`${far} · 15 an hour · 75\u00a0% of 4 accepted the first time`);
    expect(wordsIn(progress.blocks)).not.toContain("3\u00a0accepted");
    expect(wordsIn(progress.blocks).match(/Worker 0/g)).toHaveLength(1);
    expect(progress.text).toContain("15 an hour");
    expect(wordsIn(buildProgress(shown, "shared").blocks)).not.toContain("an hour");
  });

  test("progress says what was labeled on which day in words, where there is a chart and where there is none", () => {
    const day = Date.parse("2026-03-02T00:00:00Z");
    const pace = { at: day, timeZone: "UTC", workers: [], days: [{ day, labels: 12 }] };
    const shown = { ...withWorkers(2, (index) => `Worker ${index}`), pace };

    for (const place of ["answer", "view"] as const) {
      const { blocks } = buildProgress(shown, place);
      expect(wordsIn(blocks)).toMatch(/Labels per day: 12 on Mon,? 2 Mar/);
      expect(JSON.stringify(blocks)).not.toMatch(/[▓░▰▱]/u);
    }
  });

  test("a task that is gone has no buttons", () => {
    const { blocks } = buildGoneCard({ name: "Ninety ten", by: "U1", author: "Lena Fischer" });

    expect(wordsIn(blocks)).toContain("“Ninety ten” was deleted\n");
    expect(wordsIn(blocks)).toContain("By Lena Fischer.");
    expect(JSON.stringify(blocks)).not.toContain("button");
  });
});

describe("a card by role", () => {
  const work = { isOnRequest: false, fraction: 0.9, figures: { left: 382, done: 23 }, hasBegun: true, waits: true };
  const shown = { ...withWorkers(2, (index) => `Worker ${index}`), inputs: 450 };

  test("a worker sees their own share, what is left, and Start or Continue; nothing of everybody else", () => {
    const begun = buildCard({ ...shown, own: { work }, may: ["share"] }, "view").blocks;
    const fresh = buildCard({ ...shown, own: { work: { ...work, hasBegun: false } }, may: ["share"] }, "view").blocks;

    expect(wordsIn(begun)).toMatch(
      /Your work\s+382 inputs left · 23 done[\s\S]*Your share\s+90\u00a0% · about 405 of 450/,
    );
    expect(wordsIn(begun)).not.toMatch(/Worker 0|Together/);
    expect(buttonsIn(begun)).toEqual(["Continue", "Progress", "Refresh", "Share"]);
    expect(buttonsIn(fresh)[0]).toBe("Start");
    expect(menuIn(begun)).toEqual(["Copy id"]);
  });

  test("a reviewer sees what waits, and Review while something does", () => {
    const reviewer = (waiting: number) =>
      buildCard({ ...shown, own: { review: { waiting, waits: waiting > 0 } } }, "answer").blocks;

    expect(wordsIn(reviewer(12))).toContain("12 labels wait for review");
    expect(buttonsIn(reviewer(12))).toEqual(["Review", "Progress", "Refresh"]);
    expect(wordsIn(reviewer(0))).toContain("Nothing waits for review");
    expect(buttonsIn(reviewer(0))).toEqual(["Progress", "Refresh"]);
  });

  test("of work on request it says ten at a time, and goes on while there is some", () => {
    const own = { work: { isOnRequest: true, figures: { left: 0, done: 20 }, hasBegun: true, waits: true } };

    const { blocks } = buildCard({ ...shown, own }, "view");

    expect(wordsIn(blocks)).toContain("Ten at a time, as you ask · 20 done");
    expect(buttonsIn(blocks)).toContain("Continue");
  });

  test("nothing left, or a closed task: no Start", () => {
    const { blocks } = buildCard({ ...shown, own: { work: { ...work, waits: false } } }, "view");

    expect(buttonsIn(blocks)).toEqual(["Progress", "Refresh"]);
  });

  test("a lead edits, assigns and closes; what is seldom done, and Delete, stand in the menu", () => {
    const lead = card({ may: ["share", "edit", "delete"] });
    const { blocks } = buildCard(lead, "answer");

    expect(buttonsIn(blocks)).toEqual(["Edit", "Assign", "Close", "Progress", "Refresh", "Share in this channel"]);
    expect(menuIn(blocks)).toEqual(["Copy id", "Delete"]);
    expect(JSON.stringify(blocks)).not.toContain("danger");
  });

  test("of a closed task a lead may reopen, and neither assign nor close", () => {
    const { blocks } = buildCard(card({ may: ["share", "edit", "delete"] }, { status: "DONE" }), "direct");

    expect(buttonsIn(blocks)).toEqual(["Edit", "Progress", "Refresh", "Share"]);
    expect(menuIn(blocks)).toEqual(["Reopen", "Copy id", "Delete"]);
  });

  test("who may nothing has no menu, and an id that no menu can carry none either", () => {
    expect(menuIn(buildCard(card(), "answer").blocks)).toEqual([]);
    const long = card({ may: ["share"] }, { id: "i".repeat(300) });
    expect(menuIn(buildCard(long, "answer").blocks)).toEqual([]);
    expect(
      objections(card({ may: ["share", "edit", "delete"], own: { work, review: { waiting: 3, waits: true } } })),
    ).toEqual([]);
  });
});

/** https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block */
describe("the chart is one that Slack takes", () => {
  test.each([1, 2, 20, 21, 200])("of %p workers", (total) => {
    const chart = plainJson(buildProgressChart(withWorkers(total, () => "The very same long name")));
    const { series = [], segments = [], axis_config: axis } = chart.chart;
    for (const each of toObjects(series)) {
      const labels = toObjects(each["data"]).map((point) => String(point["label"]));
      expect(labels).toEqual(axis.categories);
      expect(new Set(labels).size).toBe(total);
      expect(labels.every((label) => label.length >= 1 && label.length <= 20)).toBe(true);
    }
    expect(chart.title.length).toBeLessThanOrEqual(50);
    expect(series.length + segments.length).toBeGreaterThanOrEqual(1);
    expect(series.length + segments.length).toBeLessThanOrEqual(6);
  });

  test("there is none where it would say nothing, and none in a modal", () => {
    expect(buildProgressChart(card())).toBeUndefined();
    const untouched = { ...figures(0), done: 0, awaitingReview: 0, rejected: 0, left: 450 };
    expect(buildProgressChart({ ...withWorkers(200, String), total: untouched })).toBeUndefined();
    expect(JSON.stringify(cardView("Task", buildCard(withWorkers(2, String), "answer")))).not.toContain(
      "visualization",
    );
  });
});
