import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { readTaskName, splitCommand } from "../../../src/domain/command-line.ts";
import { foldName, shownName } from "../../../src/domain/fold-name.ts";
import { parseListQuery } from "../../../src/domain/lists/list-query.ts";
import type { TaskSummary } from "../../../src/domain/lists/task-summary.ts";
import { createTaskFinder } from "../../../src/services/lists/task-finder.ts";
import { storesOf } from "../../support/app-store.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { createRecordingLog } from "../../support/recording-log.ts";

const PEOPLE: Readonly<Record<string, string>> = { ana: "UANA", ben: "UBEN" };
const NAMES: Readonly<Record<string, string>> = { UANA: "Ana Souza", UBEN: "ben" };

/** What Slack makes of what somebody types behind a command whose `should_escape` is set (docs.slack.dev, "Slash commands"). */
const asSlackSends = (typed: string): string =>
  typed
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/@Ana Souza/g, "<@UANA|ana>")
    .replaceAll(/@(ana|ben)\b/g, (_whole, handle: string) => `<@${PEOPLE[handle]}|${handle}>`)
    .replaceAll(/#general\b/g, "<#C1|general>")
    .replaceAll(/@here\b/g, "<!here>")
    .replaceAll(/(?<!\S)(https?:\/\/[^\s|&<>"“”]+)/g, "<$1>")
    .replaceAll(/(?<!\S)(example\.com\/\w+)/g, "<http://$1|$1>");

/** A name as a list shows it: on one line, its end cut where it is too long. */
function asListed(task: TaskSummary): string {
  const name = shownName(task).replaceAll("\0", "").trim().replaceAll(/\s+/g, " ");
  return name.length <= 120 ? name : `${name.slice(0, 119)}…`;
}

const piece = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.string({ unit: "binary-ascii", maxLength: 12 }),
  fc.constantFrom(
    ...[
      '"',
      "“",
      "”",
      "'",
      "’",
      "„",
      "«",
      "@ana",
      "@ben",
      "@Ana Souza",
      "@here",
      "#general",
      "<@U123>",
      "<#C1>",
      "<!here>",
    ],
    ...[
      "&",
      "&amp;",
      "&lt;",
      "<b>",
      ">",
      "/",
      "//",
      "\\",
      "-",
      "--help",
      "show",
      "delete",
      "mine",
      "type:boxes",
      "a:b:c",
    ],
    ...[
      "https://example.com/a?b=c",
      "example.com/lunch",
      "🍕",
      "👩‍👩‍👧",
      ":pizza:",
      "\n",
      "\t",
      "\u200b",
      "\u202e",
      "é",
      "e\u0301",
    ],
    ...["2026", "007", "%", "_", "*", "…", "`code`", "x".repeat(130)],
  ),
);
const name = fc
  .array(piece, { minLength: 1, maxLength: 6 })
  .chain((pieces) => fc.constantFrom("", " ", "  ").map((between) => pieces.join(between)));

const task = (id: string, name: string): TaskSummary => ({
  id,
  name,
  type: "POLYGON_DETECTION",
  status: "IN_PROGRESS",
  review: "NONE",
  workers: [],
  reviewers: [],
  modifiedAt: "2026-03-01T10:00:00Z",
});

describeOnBothEngines("a task", (newTarget) => {
  const { open } = storesOf(newTarget);

  async function openFinder() {
    const { taskIndex: index } = await open();
    const finder = createTaskFinder({
      index,
      progress: () => Promise.resolve({ isComplete: true, seen: 0 }),
      tasks: { listTasks: () => Promise.resolve({ items: [], hasMore: false }) },
      accounts: { otherSide: "Clarifai", resolve: () => Promise.resolve({}) },
      log: createRecordingLog(),
    });
    return { index, finder };
  }

  test("is found by what a list shows of its name, whatever it holds, with quotes around it and without", async () => {
    const { index, finder } = await openFinder();
    let made = 0;
    await fc.assert(
      fc.asyncProperty(name, fc.constantFrom(['"', '"'], ["“", "”"], ["", ""]), async (written, [before, after]) => {
        made += 1;
        const one = task(`6a1f${made}`, written);
        await index.note("T1", [one, task(`other${made}`, `Another ${made}`)]);
        const rest = asSlackSends(`${before}${asListed(one)}${after}`);
        const texts = readTaskName(rest, { nameOf: (person) => NAMES[person] }).flatMap((reading) => reading.texts);

        const found = await finder.find("T1", texts);

        await index.forget("T1", [one.id]);
        expect(found).toMatchObject({ kind: "one", id: one.id });
      }),
      { numRuns: 400 },
    );
  });

  test.each(["@ana@Ana Souza", "@Ana Souza(@ana#", "@Ana Souza and @ana and @Ana Souza"])(
    "%s, where Slack makes the same of both, is found by it",
    async (written) => {
      const { index, finder } = await openFinder();
      await index.note("T1", [task("6a1f", written), task("other", "Another")]);

      const readings = readTaskName(asSlackSends(`"${written}"`), { nameOf: (person) => NAMES[person] });
      const texts = readings.flatMap((reading) => reading.texts);

      expect(await finder.find("T1", texts)).toMatchObject({ kind: "one", id: "6a1f" });
    },
  );

  test("is listed by what a list shows of it, in quotes", async () => {
    const { index } = await openFinder();
    let made = 0;
    await fc.assert(
      fc.asyncProperty(name, async (written) => {
        made += 1;
        const one = task(`6a1f${made}`, written);
        fc.pre(foldName(asListed(one)).replaceAll(/["']/g, "").trim() !== "" && !written.includes("@Ana"));
        await index.note("T1", [one]);
        const query = parseListQuery(splitCommand(asSlackSends(`"${asListed(one).replaceAll(/["“”„«»]/g, "")}"`)));
        const text = query.ok ? query.value.text : "";

        const found = text === "" ? { tasks: [one] } : await index.search("T1", { text }, { offset: 0, limit: 100 });

        await index.forget("T1", [one.id]);
        expect(found.tasks.map(({ id }) => id)).toContain(one.id);
      }),
      { numRuns: 200, examples: [['🍕"👩‍👩‍👧"'], ["🍕 ' 🍕"]] },
    );
  });

  test("whose name is another one's id is asked about", async () => {
    const { index, finder } = await openFinder();
    await index.note("T1", [task("2026", "Lunch"), task("a1", "2026")]);

    expect(await finder.find("T1", ["2026"])).toMatchObject({ kind: "several", total: 2 });
  });
});
