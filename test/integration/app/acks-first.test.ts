import { randomUUID } from "node:crypto";
import { expect, test } from "@jest/globals";
import { toObject } from "../../../sandbox/slack/json.ts";
import { SUBMISSION_TIMES } from "../../../src/services/submissions/runner.ts";
import { createGate } from "../../support/create-gate.ts";
import { eventually } from "../../support/eventually.ts";
import type { SeenRequest } from "../../support/faulty-tasks-api.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { postInteraction, submissionOf } from "./raw-requests.ts";
import { listTasks, openTaskForm, peopleOf } from "./task-form.ts";
import { describeOnBothDatabases } from "./workspaces.ts";

const CREATION = { method: "POST", path: /\/tasks$/ } as const;

/** What is held is not given up meanwhile. */
const PATIENT = { ...SUBMISSION_TIMES, toldWithin: 120_000, send: 60_000 };

const creationsOf = ({ faults }: TestWorkspace): number =>
  faults.requests.filter(({ method, path }: SeenRequest) => method === CREATION.method && CREATION.path.test(path))
    .length;

describeOnBothDatabases("acks come first", (start) => {
  /** The submissions of that many forms with the same fields. */
  async function manyForms(workspace: TestWorkspace, count: number) {
    const { lena, ana } = peopleOf(workspace);
    await openTaskForm(lena, { name: "One of many", workers: [ana] });
    await lena.untilWords(/Ana Souza 100\u00a0%/);
    return Array.from({ length: count }, () => {
      const payload = submissionOf(workspace, lena);
      const view = { ...toObject(payload["view"]), private_metadata: JSON.stringify({ draft: randomUUID() }) };
      return { ...payload, view };
    });
  }

  test("while the other side is slow every submission is acknowledged, and eight are carried out at once", async () => {
    const workspace = await start({ side: "clarifai", overrides: { times: { submissions: PATIENT } } });
    const forms = await manyForms(workspace, 20);
    const creations = workspace.faults.watch(CREATION);
    const slow = createGate();
    workspace.faults.fail(CREATION, { after: slow.opened });

    const answers = await Promise.all(forms.map((form) => postInteraction(workspace, form)));
    await eventually(async () => creations.most >= 8);
    slow.open();
    await workspace.slack.until(() => creationsOf(workspace) >= forms.length);

    expect(answers.map(({ status }) => status)).toEqual(forms.map(() => 200));
    expect(creations.most).toBe(8);
  });

  test("what waits when the app stops is carried out by the next start", async () => {
    const workspace = await start({ side: "clarifai" });
    const forms = await manyForms(workspace, 12);
    workspace.faults.fail(CREATION, { delayMs: 300 });

    await Promise.all(forms.map((form) => postInteraction(workspace, form)));
    await workspace.faults.untilSeen(CREATION);
    await workspace.restartApp();
    await workspace.slack.until(() => creationsOf(workspace) >= forms.length);
    await workspace.stopApp();

    expect(await listTasks(workspace)).toHaveLength(forms.length);
  });
});
