import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { readWords } from "../../../sandbox/slack/blocks.ts";
import type { SandboxSlack } from "../../../sandbox/slack/create-sandbox-slack.ts";
import { wordsOf } from "../../../sandbox/slack/person.ts";
import { openDatabase } from "../../../src/store/engine/open.ts";
import type { Schema } from "../../../src/store/schema.ts";
import { type FaultyTasksApi, startFaultyTasksApi } from "../../support/faulty-tasks-api.ts";
import { createRecordingLog } from "../../support/recording-log.ts";
import { PUBLIC_URL, startTestWorkspaces, type TestWorkspaces } from "../../support/start-workspaces.ts";

const STATUS = { code: 10000, description: "Ok" };
const log = createRecordingLog();
const [OWN, OTHER] = [7, 8].map((byte) => Buffer.alloc(32, byte).toString("base64"));

let world: TestWorkspaces;
let clarifai: FaultyTasksApi;
let red: SandboxSlack;
let blue: SandboxSlack;
/** The keys with which the other side was asked. */
const keys = new Set<string>();

beforeAll(async () => {
  clarifai = await startFaultyTasksApi({
    async fetch(request) {
      keys.add(request.headers.get("authorization") ?? "");
      const path = new URL(request.url).pathname;
      const user = { id: "acme", primary_email: "acme@example.com" };
      if (/\/users\/[\w.-]+$/.test(path)) return Response.json({ status: STATUS, user });
      if (/\/apps\/[\w.-]+$/.test(path))
        return Response.json({ status: STATUS, app: { id: "photos", user_id: "acme" } });
      return Response.json({ status: STATUS, tasks: [], collaborators: [], concepts: [] });
    },
  });
  world = await startTestWorkspaces(
    [{ team: { id: "T0RED", name: "Red", domain: "red" } }, { team: { id: "T0BLUE", name: "Blue", domain: "blue" } }],
    { overrides: { log }, env: { CLARIFAI_API_URL: clarifai.baseUrl } },
  );
  [red, blue] = world.slacks as [SandboxSlack, SandboxSlack];
  await world.install(red);
  await world.install(blue);
  const lena = red.person("lena");
  await lena.openModal("/task connect");
  await lena.fill("Personal access token", "pat-of-acme");
  await lena.fill("User", "acme");
  await lena.fill("App", "photos");
  await lena.submit();
  await lena.untilWords("works with acme/photos");
  await lena.close();
});
afterAll(async () => {
  await world.stop();
  await clarifai.close();
});

/** Cuts a sealed value short, as a damaged disk or a bad copy would; gives what puts it back. */
async function damage(table: "installations" | "connections", team: string): Promise<() => Promise<void>> {
  const change = async (work: (sealed: string) => string): Promise<string> => {
    const database = openDatabase<Schema>({ kind: "sqlite", path: join(world.dataDir, "labeldesk.db") });
    try {
      const of = database.db.selectFrom(table).select("sealed").where("team", "=", team);
      const { sealed } = await of.executeTakeFirstOrThrow();
      await database.db
        .updateTable(table)
        .set({ sealed: work(sealed) })
        .where("team", "=", team)
        .execute();
      return sealed;
    } finally {
      await database.close();
    }
  };
  const sealed = await change((whole) => whole.slice(0, 20));
  return async () => void (await change(() => sealed));
}

const worksIn = async (slack: SandboxSlack): Promise<void> => {
  await slack.person("lena").openModal("/task create");
  await slack.person("lena").close();
};

test("a token that does not open closes its workspace alone: people read why, and who can mend it how", async () => {
  log.lines.length = 0;
  const mend = await damage("installations", "T0RED");
  await world.restart();
  const lena = red.person("lena");

  await lena.command("/task list");
  const told = wordsOf(await lena.untilEphemeral("cannot read its token"));
  await worksIn(blue);

  expect(told).toContain(`A workspace admin installs it again at ${PUBLIC_URL}/slack/install`);
  const said = log.lines.filter(({ level }) => level === "error");
  expect(said).toMatchObject([
    { fields: { team: "T0RED" }, message: expect.stringContaining("install the app there again") },
  ]);

  // What is kept of it is still there, whether the value is put back or the app is installed again.
  await mend();
  await world.restart();
  await lena.openModal("/task connect");
  await lena.untilWords("Connected with *acme/photos*");
  await lena.close();
});

test("an account's token that does not open is asked for of the admins, and no other side is worked with", async () => {
  const mend = await damage("connections", "T0RED");
  await world.restart();
  keys.clear();
  clarifai.fail({}, { status: 401 });
  const lena = red.person("lena");

  await lena.command("/task list");
  const list = wordsOf(await lena.untilEphemeral("/task connect"));
  await lena.openHome();
  const home = await red.until(() => readWords(lena.home()?.view).match(/token is lost[\s\S]*Connect account/));
  await lena.openModal("/task connect");
  await lena.untilWords("Its token cannot be read any more: enter it again.");
  await lena.close();
  await worksIn(blue);

  expect(list).toMatch(/does not accept the app's key/);
  expect(home[0]).toContain("acme/photos cannot be read any more");
  expect([...keys].join()).not.toContain("pat-of-acme");
  await mend();
});

test("with another ENCRYPTION_KEY the app starts, deletes nothing, and is whole again with the right one", async () => {
  await world.restart({ ENCRYPTION_KEY: OTHER ?? "" });
  for (const slack of [red, blue]) {
    const before = slack.person("lena").ephemerals().length;
    await slack.person("lena").command("/task list");
    await slack.until(() => slack.person("lena").ephemerals()[before]);
  }
  expect(wordsOf(await blue.person("lena").untilEphemeral("cannot read its token"))).toContain("are kept");

  await world.restart({ ENCRYPTION_KEY: OWN ?? "" });

  await worksIn(blue);
  await red.person("lena").openModal("/task connect");
  await red.person("lena").untilWords("Connected with *acme/photos*");
});
