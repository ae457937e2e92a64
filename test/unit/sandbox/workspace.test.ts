import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { CONCEPTS, DATASETS, SAVED_SEARCH } from "../../../sandbox/workspace/seed-tasks.ts";
import { HTML_ERROR } from "../../support/faulty-tasks-api.ts";
import { startTestWorkspace, type TestWorkspace } from "../../support/start-workspace.ts";

describe("a workspace for tests", () => {
  let workspace: TestWorkspace;

  beforeAll(async () => {
    workspace = await startTestWorkspace({ side: "clarifai" });
  });
  afterAll(async () => workspace?.stop());

  const read = async (path: string, baseUrl = workspace.tasks.baseUrl): Promise<Response> => {
    const { userId, appId, key } = workspace.tasks;
    const request = new Request(`${baseUrl}/v2/users/${userId}/apps/${appId}/${path}`, {
      headers: { authorization: `Key ${key}` },
    });
    return baseUrl === workspace.tasks.baseUrl ? workspace.tasks.fetch(request) : fetch(request);
  };
  const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id).sort();

  test("the app answers, and the samples are there", async () => {
    const { concepts } = (await (await read("concepts?per_page=50")).json()) as { concepts: { id: string }[] };
    const { datasets } = (await (await read("datasets")).json()) as { datasets: { id: string }[] };
    const { searches } = (await (await read("searches")).json()) as { searches: { id: string }[] };
    const { counts } = (await (await read("inputs/status")).json()) as { counts: { processed: number } };
    const hard = (await (await read("datasets/hard-ones/inputs?per_page=100")).json()) as { dataset_inputs: unknown[] };

    expect((await fetch(`${workspace.appUrl}/healthz`)).status).toBe(200);
    expect(ids(concepts)).toEqual([...CONCEPTS]);
    expect(ids(datasets)).toEqual([...DATASETS]);
    expect(ids(searches)).toEqual([SAVED_SEARCH]);
    expect(counts.processed).toBe(200);
    expect(hard.dataset_inputs).toHaveLength(40);
  });

  test("the proxy before the tasks service fails as planned, and then no more", async () => {
    const { faults } = workspace;
    const concepts = () => read("concepts", faults.baseUrl);
    faults.fail({ path: /concepts/ }, { status: 500 }, 1);
    faults.fail({ path: /concepts/ }, HTML_ERROR, 1);
    faults.fail({ path: /concepts/ }, { empty: true }, 1);
    faults.fail({ path: /concepts/ }, { half: true }, 1);
    faults.fail({ path: /concepts/ }, { lost: true }, 1);
    faults.fail({ path: /concepts/ }, { silent: true }, 1);

    expect((await concepts()).status).toBe(500);
    expect(await (await concepts()).text()).toContain("<!doctype html>");
    expect(await (await concepts()).text()).toBe("");
    await expect(concepts().then((response) => response.text())).rejects.toThrow();
    await expect(concepts()).rejects.toThrow();
    const seen = faults.untilSeen({ path: /concepts/ });
    const silent = expect(concepts()).rejects.toThrow();
    await seen;
    expect((await read("datasets", faults.baseUrl)).status).toBe(200);
    faults.heal();
    await silent;
    expect((await concepts()).status).toBe(200);
  });

  test("the app stops and starts again at another address", async () => {
    await workspace.restartApp();

    expect((await fetch(`${workspace.appUrl}/healthz`)).status).toBe(200);
    await workspace.slack.person("lena").command("/task help");
    expect(workspace.slack.deliveries.at(-1)?.answer).toMatchObject({ outcome: "answered", status: 200 });
  });
});
