import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { SlackPerson } from "../../../sandbox/slack/person.ts";
import { makeTask } from "../../support/label-task.ts";
import { startTestWorkspace, type TestWorkspace } from "../../support/start-workspace.ts";

const TIMES = { submitAfterMs: 60_000, submitLastAfterMs: 50, roundMs: 50, firstPauseMs: 50, longestPauseMs: 200 };

describe("an input that is skipped", () => {
  let workspace: TestWorkspace;
  let ana: SlackPerson;
  beforeAll(async () => {
    workspace = await startTestWorkspace({ overrides: { times: { labeling: TIMES } } });
    ana = workspace.slack.person("ana");
  });
  afterAll(async () => {
    await workspace?.stop();
  });

  async function givenTask(name: string, inputs: number): Promise<void> {
    const ids = Array.from({ length: inputs }, (_, at) => `${name}-${String(at + 1).padStart(2, "0")}`);
    await makeTask(workspace, {
      name,
      workers: ["ana"],
      type: "CONCEPTS_CLASSIFICATION",
      concepts: ["cup", "plate"],
      inputs: Object.fromEntries(ids.map((id) => [id, { text: { raw: id } }])),
    });
  }

  const shown = (): number => Number(/ · [a-z]+-(\d\d)$/m.exec(ana.words())?.[1] ?? 0);
  const untilNext = (): Promise<void> => ana.untilWords(/ of \d+ · |That was the last one/);

  async function open(name: string): Promise<void> {
    while (ana.currentView() !== undefined) await ana.close();
    await ana.openModal(`/task label ${name}`);
    await untilNext();
  }

  /** Gives which input it was. */
  async function answer(): Promise<number> {
    const input = shown();
    await ana.chooseAll("Concepts", ["cup"]);
    await ana.submit();
    await untilNext();
    return input;
  }

  async function skip(): Promise<number> {
    const input = shown();
    const before = ana.words();
    await ana.press("Skip");
    await workspace.slack.until(() => ana.words() !== before);
    await untilNext();
    return input;
  }

  test("comes again after all others of this person, in its order, also in a window opened anew; the end waits for it", async () => {
    await givenTask("order", 14);
    await open("order");
    const skipped = [await skip(), await skip(), await skip()];

    const others = [await answer(), await answer()];
    await open("order");
    while (!skipped.includes(shown())) others.push(await answer());

    expect(others).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
    expect(ana.words()).toContain("You skipped this one before. 3 that you skipped are left.");
    const again = [await skip(), await skip(), await skip()];
    expect(again).toEqual(skipped);
    expect([await answer(), await answer()]).toEqual([1, 2]);
    expect(ana.words()).toContain("This is the only one left.");
  });

  test("comes again at once where all that are given at a time were skipped, and the work goes on", async () => {
    await givenTask("full", 12);
    await open("full");
    const first: number[] = [];
    for (let count = 0; count < 10; count += 1) first.push(await skip());

    expect(first).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(shown()).toBe(1);
    expect(ana.words()).toContain("ten are given at a time, and you skipped all ten");
    const answered: number[] = [];
    for (let count = 0; count < 12; count += 1) answered.push(await answer());

    expect(answered.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(ana.words()).toContain("That was the last one");
    expect(workspace.slack.violations).toEqual([]);
  });
});
