import { afterEach, expect, test } from "@jest/globals";
import { findElements } from "../../../sandbox/slack/blocks.ts";
import { wordsOf } from "../../../sandbox/slack/person.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { startTeam } from "./team.ts";

const HOUR = 3_600_000;
const opened: TestWorkspace[] = [];
afterEach(async () => {
  for (let workspace = opened.pop(); workspace; workspace = opened.pop()) await workspace.stop();
});

test("the lead sees pace, end, agreement and days, and looks at what labelers differ on; a worker sees nothing of others", async () => {
  const { workspace, people, task, as, clock, followed } = await startTeam(
    ({ ana, ben }) => ({ workers: [ana, ben], workersPerInput: "2" }),
    { inputs: 40 },
  );
  opened.push(workspace);
  const [ana, ben] = [await as(people.ana), await as(people.ben)];
  await ana.label(20);
  await followed();
  clock.pass(25 * HOUR);
  await ana.label(10);
  await ben.label(20, () => "0");
  await followed();

  await people.lena.command(`/task progress ${task}`);
  const shown = await people.lena.untilEphemeral("Agreement beyond chance");
  const words = wordsOf(shown);

  expect(words).toContain("At the present rate done");
  expect(words).toMatch(
    /Ana Souza\s+.*left · 30.done · 15 an hour · agrees with the other in 0\u00a0% of 20 · finished \w+ \d\d:\d\d \(/,
  );
  expect(words).toMatch(/Ben Carter\s+.*done · 20 an hour/);
  expect(words).toMatch(/Everybody\s+Krippendorff’s α\u00a0−?0\.\d\d \(−?\d\.\d\d to −?\d\.\d\d\)/);
  expect(words).toMatch(/20 on Wed,? 25 Nov · 30 on Thu,? 26 Nov/);
  expect(findElements(shown.blocks).filter(({ type }) => type === "button").length).toBeGreaterThan(2);
  await people.lena.close();
  await people.lena.press("Look", shown);
  await people.lena.untilWords(/Ben Carter\s+0/);
  expect(people.lena.title()).toBe("Disagreement");

  await people.ana.command(`/task progress ${task}`);
  const toAna = wordsOf(await people.ana.untilEphemeral("Digits"));
  expect(toAna).not.toContain("Agreement");
  expect(toAna).not.toContain("An hour");
  expect(toAna).toContain("At the present rate done");
  expect(workspace.slack.violations).toEqual([]);
});
