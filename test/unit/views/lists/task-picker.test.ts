import { describe, expect, test } from "@jest/globals";
import { readWords } from "../../../../sandbox/slack/blocks.ts";
import { checkMessage } from "../../../../sandbox/slack/check-view.ts";
import type { TaskSummary } from "../../../../src/domain/lists/task-summary.ts";
import { buildTaskPicker } from "../../../../src/views/lists/task-picker.ts";

const task = (id: string, name: string): TaskSummary => ({
  id,
  name,
  type: "POLYGON_DETECTION",
  status: "IN_PROGRESS",
  review: "NONE",
  workers: [],
  reviewers: [],
});
function show(tasks: readonly TaskSummary[]) {
  const message = JSON.parse(JSON.stringify(buildTaskPicker("Which task?", tasks, (name) => `show ${name}`)));
  return { words: readWords(message.blocks).split("\n"), refused: checkMessage(message) };
}

describe("the buttons of a picker", () => {
  test("are names, with the id's beginning where a name is there twice", () => {
    const { words } = show([
      task("aaaaaaaa-1111-4e3f", "Lunch photos"),
      task("bbbbbbbb-2222-4e3f", "Lunch photos"),
      task("cccccccc-3333-4e3f", "Street signs"),
    ]);

    expect(words).toEqual(["Which task?", "Lunch photos · aaaaaaaa", "Lunch photos · bbbbbbbb", "Street signs"]);
  });

  test("show as much of an id as it takes, beside a name of any length", () => {
    const { words } = show(["lunch-photos-01", "lunch-photos-02"].map((id) => task(id, "n".repeat(200))));

    expect(words.slice(1)).toEqual([`${"n".repeat(56)}… · lunch-photos-01`, `${"n".repeat(56)}… · lunch-photos-02`]);
  });

  test.each(["", "x", "🦊".repeat(1_500), "n".repeat(3_000)])("stay within Slack's limits: %.10s", (name) => {
    const tasks = Array.from({ length: 30 }, (_, index) => task(`${index}-${"i".repeat(36)}`, name));

    expect(show(tasks).refused).toBeUndefined();
    expect(show([]).refused).toBeUndefined();
  });
});
