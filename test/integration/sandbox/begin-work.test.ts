import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { BEGUN_BEFORE_MS, beginWork } from "../../../sandbox/life/begin-work.ts";
import { createPastClock } from "../../../sandbox/life/create-past-clock.ts";
import { toObject, toObjects } from "../../../sandbox/slack/json.ts";
import { wordsOf } from "../../../sandbox/slack/person.ts";
import { callTasksApi } from "../../support/post-tasks.ts";
import { startTestWorkspace, type TestWorkspace } from "../../support/start-workspace.ts";

describe("the sandbox as it opens", () => {
  let workspace: TestWorkspace;
  const clock = createPastClock(BEGUN_BEFORE_MS);

  beforeAll(async () => {
    workspace = await startTestWorkspace({ tasksNow: clock.now });
    await beginWork(workspace, clock);
  });
  afterAll(async () => {
    await workspace?.stop();
  });

  const tasks = async () => toObjects((await callTasksApi(workspace, "GET", "tasks?additional_fields=all"))["tasks"]);
  const countsOf = async (task: unknown) => {
    const answer = await callTasksApi(workspace, "GET", `tasks/${toObject(task)["id"]}/inputs/count`);
    return new Map(toObjects(answer["counts"]).map((count) => [count["user_id"], count]));
  };

  test("three tasks are under way: by consensus, by weights, and boxes on photographs", async () => {
    const { slack } = workspace;
    const [consensus, weighted, boxes] = (await tasks()).toSorted((a, b) =>
      String(a["created_at"]).localeCompare(String(b["created_at"])),
    );

    expect(consensus).toMatchObject({ type: "CONCEPTS_CLASSIFICATION", review: { strategy: "CONSENSUS" } });
    expect(weighted).toMatchObject({
      type: "CONCEPTS_CLASSIFICATION",
      worker: { strategy: "PARTITIONED", partitioned_strategy_info: { type: "WEIGHTED" } },
    });
    expect(boxes).toMatchObject({ type: "BOUNDING_BOX_DETECTION", input_source: { id: "photographs" } });
    const ana = slack.person("ana").id;
    const ofAna = await Promise.all([consensus, weighted, boxes].map(async (task) => (await countsOf(task)).get(ana)));
    const waiting = (await countsOf(consensus)).get(slack.person("ben").id);
    expect(Number(ofAna[0]?.["success"])).toBeGreaterThan(30);
    expect(Number(waiting?.["awaiting_consensus_review"])).toBeGreaterThan(0);
    expect(ofAna[1]).toMatchObject({ pending: 75 });
    // One of seven was sent back.
    expect(ofAna[2]).toMatchObject({ pending: 6, success: 3 });
    expect(workspace.slack.violations).toEqual([]);
  });

  test("the labels were given in the hours before now", async () => {
    const [first] = await tasks();
    const listed = await callTasksApi(workspace, "GET", `annotations?task_id=${first?.["id"]}&per_page=1000`);

    const times = toObjects(listed["annotations"]).map((one) => Date.parse(String(one["created_at"])));

    expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(3_600_000);
    expect(Math.max(...times)).toBeLessThanOrEqual(clock.now().getTime());
    expect(Date.now() - clock.now().getTime()).toBeLessThan(1000);
  });

  test("the cards stand in #labeling, a picture is shown there, and everybody has something unread", async () => {
    const { slack } = workspace;
    const lena = slack.person("lena");
    const channel = lena.channel("labeling");
    const said = lena.messages(channel);

    for (const task of await tasks())
      expect(said.filter((message) => wordsOf(message).includes(String(task["name"])))).toHaveLength(1);
    expect(said.flatMap(({ blocks }) => blocks).filter(({ type }) => type === "image")).toHaveLength(1);
    expect(lena.ephemerals()).toEqual([]);
    const unread = (name: string) => slack.core.book.conversations(lena.id).find((one) => one.name === name);
    expect(unread("labeling")).toMatchObject({ unread: 5, mentions: 1 });
    expect(unread("general")).toMatchObject({ mentions: 1 });
    for (const worker of ["ana", "ben", "chidi"])
      await slack.person(worker).untilMessage('Label "First hundred digits"');
    await slack.person("mei").untilMessage('Review "Boxes on photographs"');
  });
});
