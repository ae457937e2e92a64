import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { wordsOf } from "../../../sandbox/slack/person.ts";
import { startTestWorkspace, type TestWorkspace } from "../../support/start-workspace.ts";

const databases: [string, string | undefined][] = [["SQLite", undefined]];
const server = process.env["TEST_DATABASE_URL"];
if (server !== undefined) databases.push(["PostgreSQL", server]);

describe.each(databases)("creating a task, state in %s", (_engine, postgres) => {
  let workspace: TestWorkspace;

  beforeAll(async () => {
    workspace = await startTestWorkspace(postgres === undefined ? {} : { postgres });
  });
  afterAll(async () => {
    await workspace?.stop();
  });

  test("from the command to everybody's direct message", async () => {
    const { slack } = workspace;
    const [lead, ana, ben, mei] = ["lena", "ana", "ben", "mei"].map((handle) => slack.person(handle));
    if (!lead || !ana || !ben || !mei) throw new Error("the sandbox lacks people");
    await lead.openModal();
    await lead.fill("Name", "Ninety ten");
    await lead.choose("Task type", "Polygon detection");
    await lead.chooseAll("Concepts", ["3", { words: "Create “smudge”", query: "smudge" }]);
    await lead.pickPeople("Workers", [ana.id, ben.id]);
    await lead.untilField("Workers per input");
    await lead.choose("Split", "Weighted");
    await lead.untilField(`Weight for ${ana.name}`);
    await lead.type(`Weight for ${ana.name}`, "90");
    await lead.type(`Weight for ${ben.name}`, "10");
    await lead.untilWords(/90\u00a0% · about 180 of 200/);
    await lead.choose("Review strategy", "Consensus");
    await lead.untilField("Reviewers");
    await lead.pickPeople("Reviewers", [mei.id]);
    await lead.fill("Labelers who must agree", "1");
    await lead.submit();

    await lead.untilWords("“Ninety ten” is created");
    expect(wordsOf(await ana.untilMessage("Ninety ten"))).toContain("90\u00a0% · about 180 of 200 inputs");
    expect(wordsOf(await ben.untilMessage("Ninety ten"))).toContain("10\u00a0% · about 20 of 200 inputs");
    expect(wordsOf(await mei.untilMessage('Review "Ninety ten"'))).toContain(`from ${lead.name}`);
    expect(lead.directMessages()).toEqual([]);
    expect(slack.violations).toEqual([]);
  });
});
