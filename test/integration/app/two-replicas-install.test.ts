import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { SandboxSlack } from "../../../sandbox/slack/create-sandbox-slack.ts";
import { createApp, type LabeldeskApp } from "../../../src/app.ts";
import { readConfig } from "../../../src/config.ts";
import { openDatabase } from "../../../src/store/engine/open.ts";
import type { TasksServiceSchema } from "../../../src/tasks-service/tables/schema.ts";
import { eventually } from "../../support/eventually.ts";
import { createDatabase } from "../../support/postgres-database.ts";
import { QUICK_PAUSES } from "../../support/quick-times.ts";
import { cookieOf, PUBLIC_URL, startTestWorkspaces, type TestWorkspaces } from "../../support/start-workspaces.ts";

const server = process.env["TEST_DATABASE_URL"];
const onPostgres = server === undefined ? describe.skip : describe;
const INSTALL = `${PUBLIC_URL}/slack/install`;

onPostgres("an installation that goes over two replicas on one PostgreSQL", () => {
  let database: Awaited<ReturnType<typeof createDatabase>>;
  let world: TestWorkspaces;
  let second: LabeldeskApp;
  let secondUrl: string;
  let red: SandboxSlack;

  beforeAll(async () => {
    database = await createDatabase(server ?? "");
    world = await startTestWorkspaces([{ team: { id: "T0RED", name: "Red", domain: "red" } }], {
      env: { DATABASE_URL: database.url },
    });
    [red] = world.slacks as [SandboxSlack];
    second = await createApp(readConfig(world.env), { host: "127.0.0.1", times: QUICK_PAUSES });
    secondUrl = `http://127.0.0.1:${(await second.start()).port}`;
  });
  afterAll(async () => {
    await second?.stop();
    await world?.stop();
    await database?.drop();
  });

  /** As a proxy before both would have it. */
  const askFirst = (address: string, cookie: string) => world.get(address, cookie);
  const askSecond = (address: string, cookie: string) =>
    fetch(address.replace(PUBLIC_URL, secondUrl), { redirect: "manual", headers: { cookie } });

  async function begin() {
    const begun = await world.get(INSTALL);
    const asked = begun.headers.get("location") ?? "";
    return { cookie: cookieOf(begun), back: () => world.oauth.allow(asked, red) };
  }

  test("is begun at one and ends at the other, which is not told a second time; both work there then", async () => {
    const { cookie, back } = await begin();

    const done = await askSecond(back(), cookie);
    const again = [await askFirst(back(), cookie), await askSecond(back(), cookie)];

    expect(done.status).toBe(200);
    expect(again.map(({ status }) => status)).toEqual([400, 400]);
    for (const answer of again) {
      const page = await answer.text();
      expect(page).toContain("was opened before, or was begun in another browser. Nothing was changed.");
      expect(page).toContain(`href="${INSTALL}"`);
    }
    expect(world.oauth.tokensOf(red)).toHaveLength(1);
    for (const url of [world.appUrl, secondUrl]) {
      red.connect(`${url}/slack/events`);
      await red.person("lena").openModal();
      await red.person("lena").close();
    }
  });

  test("that comes back to both at the same moment is taken by one of them", async () => {
    const { cookie, back } = await begin();
    const before = world.oauth.tokensOf(red).length;

    const answers = await Promise.all([askFirst, askSecond, askFirst, askSecond].map((ask) => ask(back(), cookie)));

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400]);
    expect(world.oauth.tokensOf(red)).toHaveLength(before + 1);
  });

  test("and its end, told to one of them, leaves nothing in the local tasks service, where both have worked", async () => {
    const tasks = openDatabase<TasksServiceSchema>({ kind: "postgres", url: database.url, schema: "tasks_service" });
    const left = async () => ({
      apps: (await tasks.db.selectFrom("apps").select("id").execute()).map(({ id }) => id),
      leftovers: await tasks.db.selectFrom("leftovers").selectAll().execute(),
    });
    const before = await left();

    world.oauth.remove(red);
    await red.sendEvent({ type: "app_uninstalled" });
    await eventually(async () => (await left()).apps.length + (await left()).leftovers.length === 0);
    await tasks.close();

    expect(before).toEqual({ apps: ["T0RED"], leftovers: [] });
  });
});
