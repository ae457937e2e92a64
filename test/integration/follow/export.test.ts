import { afterEach, expect, test } from "@jest/globals";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { startTeam } from "./team.ts";

const opened: TestWorkspace[] = [];
afterEach(async () => {
  for (let workspace = opened.pop(); workspace; workspace = opened.pop()) await workspace.stop();
});

test("the lead gets the results as a file in their messages; nobody else has the button", async () => {
  const { workspace, people, task, as } = await startTeam(({ ana, ben }) => ({
    workers: [ana, ben],
    workersPerInput: "2",
  }));
  opened.push(workspace);
  const { slack } = workspace;
  await (await as(people.ana)).label(10);
  await people.lena.close();

  await people.lena.command(`/task progress ${task}`);
  await people.lena.press("Export", await people.lena.untilEphemeral("Digits"));
  await people.lena.untilField("Format");
  await people.lena.submit();
  await people.lena.untilWords("10 results of “Digits” are in your messages");

  await people.lena.untilMessage("📎 Digits.csv");
  const [id = ""] = slack.core.files.ids();
  const [head, ...rows] = (slack.core.files.read(id)?.toString("utf8") ?? "").trimEnd().split("\r\n");
  expect(head).toBe("input_id,concepts,shapes,labeled_by,account,labeled_at,approved,labels,how");
  expect(rows).toHaveLength(10);
  expect(rows[0]).toMatch(new RegExp(`^digit-\\d+,\\d,,Ana Souza,${people.ana.id},2026-11-25T.*,1,1,not reviewed$`));
  await people.ben.command(`/task progress ${task}`);
  const toBen = await people.ben.untilEphemeral("Digits");
  await expect(people.ben.press("Export", toBen)).rejects.toThrow();
  expect(slack.violations).toEqual([]);
});
