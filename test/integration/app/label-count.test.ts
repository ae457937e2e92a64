import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { SlackPerson } from "../../../sandbox/slack/person.ts";
import { makeTask } from "../../support/label-task.ts";
import { startTestWorkspace, type TestWorkspace } from "../../support/start-workspace.ts";

/** Some answers are submitted between two presses, some are not. */
const TIMES = { submitAfterMs: 120, submitLastAfterMs: 60, roundMs: 20, firstPauseMs: 50, longestPauseMs: 200 };
const INPUTS = 24;

let workspace: TestWorkspace;
let ana: SlackPerson;
beforeAll(async () => {
  workspace = await startTestWorkspace({ overrides: { times: { labeling: TIMES } } });
  ana = workspace.slack.person("ana");
});
afterAll(async () => {
  await workspace?.stop();
});

const shown = (): string => / · (in-\d\d)$/m.exec(ana.words())?.[1] ?? "";

const untilNext = (): Promise<void> => ana.untilWords(/ of \d+ · |That was the last one/);

/** What is done at each step: seven presses over and over, so that each falls on every place of the ten that are held. */
const STEPS = ["answer", "skip", "answer", "answer", "undo", "answer", "again"] as const;

test("the count stays right through Skip, Undo last, a window closed and opened, and new inputs: all that is not done is left", async () => {
  const ids = Array.from({ length: INPUTS }, (_, at) => `in-${String(at + 1).padStart(2, "0")}`);
  await makeTask(workspace, {
    name: "Counted",
    workers: ["ana"],
    type: "CONCEPTS_CLASSIFICATION",
    concepts: ["cup", "plate"],
    inputs: Object.fromEntries(ids.map((id) => [id, { text: { raw: id } }])),
  });
  await ana.openModal("/task label Counted");
  await untilNext();
  const done: string[] = [];
  let undone = 0;

  for (let step = 0; done.length < INPUTS; step += 1) {
    expect(/\d+ of \d+/.exec(ana.words())?.[0]).toBe(`${done.length + 1} of ${INPUTS}`);
    expect(done).not.toContain(shown());
    const what = STEPS[step % STEPS.length];
    const before = ana.words();
    if (what === "answer") {
      done.push(shown());
      await ana.chooseAll("Concepts", ["cup"]);
      await ana.submit();
    }
    if (what === "skip") {
      await ana.press("Skip");
      await workspace.slack.until(() => ana.words() !== before);
    }
    // Where the machine was slow, all is submitted by now, and nothing is left to be taken back.
    if (what === "undo" && before.includes("Undo last")) {
      undone += 1;
      await ana.press("Undo last");
      await ana.untilWords(/Taken back|is submitted by now/);
      if (ana.words().includes("Taken back")) done.pop();
    }
    if (what === "again") {
      await ana.close();
      await ana.openModal("/task label Counted");
    }
    await untilNext();
  }

  await ana.untilWords("That was the last one.");
  expect(ana.words()).toContain(`${INPUTS} labeled`);
  expect(new Set(done).size).toBe(INPUTS);
  expect(undone).toBeGreaterThan(0);
  expect(workspace.slack.violations).toEqual([]);
});
