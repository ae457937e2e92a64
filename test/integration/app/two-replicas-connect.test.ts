import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { wordsOf } from "../../../sandbox/slack/person.ts";
import type { FaultyTasksApi } from "../../support/faulty-tasks-api.ts";
import { createDatabase } from "../../support/postgres-database.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { type AppProcess, startAppProcess } from "./app-process.ts";
import { connect, type Entered, startWithOtherAccount } from "./other-account.ts";
import { ENCRYPTION_KEY } from "./own-hands.ts";
import { postInteraction, submissionOf } from "./raw-requests.ts";
import { openTaskForm, peopleOf, setRights } from "./task-form.ts";
import { workspacesOf } from "./workspaces.ts";

const server = process.env["TEST_DATABASE_URL"];
const onPostgres = server === undefined ? describe.skip : describe;

onPostgres("an account that is connected at one of two replicas", () => {
  const start = workspacesOf();
  let database: Awaited<ReturnType<typeof createDatabase>>;
  let dataDir: string;
  let clarifai: FaultyTasksApi;
  let workspace: TestWorkspace;
  let second: AppProcess;
  let acme: Entered;

  const deliverTo = (replica: "first" | "second"): void =>
    workspace.slack.connect(replica === "first" ? `${workspace.appUrl}/slack/events` : second.url);

  beforeAll(async () => {
    database = await createDatabase(server ?? "");
    dataDir = await mkdtemp(join(tmpdir(), "labeldesk-replica-"));
    const env = { DATABASE_URL: database.url };
    ({ workspace, clarifai, acme } = await startWithOtherAccount(start, { env }));
    const none = { CLARIFAI_PAT: "", CLARIFAI_USER_ID: "", CLARIFAI_APP_ID: "" };
    second = await startAppProcess(workspace, dataDir, {
      ...env,
      ...none,
      CLARIFAI_API_URL: clarifai.baseUrl,
      ENCRYPTION_KEY,
    });
  });
  afterAll(async () => {
    await second?.kill();
    await workspace?.stop();
    await clarifai?.close();
    await rm(dataDir, { recursive: true, force: true });
    await database?.drop();
  });

  test("is what the other one works with from then on: nothing is begun with the one before", async () => {
    const { lena, ana } = peopleOf(workspace);
    deliverTo("second");
    await lena.command("/task list");
    await workspace.slack.until(() => lena.ephemerals()[0]);
    deliverTo("first");
    await openTaskForm(lena, { name: "Too late", workers: [ana] });
    const submission = submissionOf(workspace, lena);
    await lena.close({ isCleared: true });
    await lena.openModal("/task connect");
    await connect(lena, acme);
    await lena.untilWords("works with acme/photos on Clarifai now");

    deliverTo("second");
    const answer = await postInteraction({ ...workspace, appUrl: new URL(second.url).origin }, submission);
    const before = lena.ephemerals().length;
    await lena.command("/task list");
    const list = await workspace.slack.until(() => lena.ephemerals()[before]);

    expect(answer.text).toContain("Creating");
    const failure = await lena.untilMessage("Too late");
    expect(wordsOf(failure)).toContain("was not created");
    expect(wordsOf(list)).toContain("Theirs");
    expect(wordsOf(list)).not.toContain("Too late");
  });

  test("is left while a command waits for it at the other one: whoever has sent that is answered", async () => {
    const { lena, chidi } = peopleOf(workspace);
    deliverTo("first");
    await setRights(lena, { "Who may edit tasks": "Everyone" });
    await lena.openModal("/task close Theirs");
    await lena.untilField("Close as");
    await lena.submit();
    await lena.untilWords("is closed as done");
    await lena.close();
    await lena.openModal("/task connect");
    const theTask = { method: "GET", path: /\/tasks\/[^/?]+/ };
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    clarifai.fail(theTask, { after: released });
    deliverTo("second");
    const asked = clarifai.untilSeen(theTask);
    await chidi.command("/task reopen Theirs");
    await asked;

    deliverTo("first");
    await lena.press("Disconnect");
    await lena.untilWords("disconnected and its token forgotten");
    release();

    // Where its name is still known, the command cannot open its window a second time.
    await chidi.untilEphemeral(/No task has the name|Nothing was changed\. Try again/);
    expect(chidi.ephemerals()).toHaveLength(1);
  });
});
