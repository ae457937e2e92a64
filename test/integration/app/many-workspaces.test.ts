import { createHmac } from "node:crypto";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import type { SandboxSlack } from "../../../sandbox/slack/create-sandbox-slack.ts";
import { toObject } from "../../../sandbox/slack/json.ts";
import { toEventEnvelope } from "../../../sandbox/slack/payloads.ts";
import { wordsOf } from "../../../sandbox/slack/person.ts";
import { REFUSALS } from "../../../src/label-page/refusals.ts";
import { openDatabase } from "../../../src/store/engine/open.ts";
import { TABLES_OF_TEAMS } from "../../../src/store/forget-team.ts";
import type { Schema } from "../../../src/store/schema.ts";
import type { TasksServiceSchema } from "../../../src/tasks-service/tables/schema.ts";
import { eventually } from "../../support/eventually.ts";
import { createRecordingLog } from "../../support/recording-log.ts";
import { cookieOf, PUBLIC_URL, startTestWorkspaces, type TestWorkspaces } from "../../support/start-workspaces.ts";
import { commandForm, deliverView, postCommand, postInteraction, postRaw, pressOf } from "./raw-requests.ts";
import { openTaskForm } from "./task-form.ts";

const NOT_OURS = "works for the people of the workspace that installed it";
const COMPANY = { id: "E0COMPANY", name: "Company" };
const INSTALL = `${PUBLIC_URL}/slack/install`;
const log = createRecordingLog();

let world: TestWorkspaces;
let red: SandboxSlack;
let blue: SandboxSlack;
let green: SandboxSlack;

beforeAll(async () => {
  world = await startTestWorkspaces(
    [
      { team: { id: "T0RED", name: "Red & Co", domain: "red" } },
      { team: { id: "T0BLUE", name: "Blue", domain: "blue" } },
      { team: { id: "T0GREEN", name: "Green", domain: "green" }, organization: COMPANY },
    ],
    { overrides: { log, publicUrlOf: () => undefined } },
  );
  [red, blue, green] = world.slacks as [SandboxSlack, SandboxSlack, SandboxSlack];
});
afterAll(() => world.stop());

const at = (slack: SandboxSlack) => ({ appUrl: world.appUrl, slack });

/** A task of Lena's that Ana labels, created as people do. */
async function createTask(slack: SandboxSlack, name: string): Promise<string> {
  const [lena, ana] = [slack.person("lena"), slack.person("ana")];
  await openTaskForm(lena, { name, concepts: [{ words: `Create “${name}”`, query: name }], workers: [ana] });
  await lena.submit();
  await lena.untilWords("is created");
  await lena.close();
  const message = await ana.untilMessage(name);
  return JSON.stringify(message.blocks).match(/"value":"([^"]+)"/)?.[1] ?? "";
}

/** Rows of a workspace, by table. */
async function rowsOf(team: string): Promise<Readonly<Record<string, number>>> {
  const database = openDatabase<Schema>({ kind: "sqlite", path: join(world.dataDir, "labeldesk.db") });
  try {
    const counts: Record<string, number> = {};
    for (const table of [...TABLES_OF_TEAMS, "outbox"] as const) {
      const rows = await database.db.selectFrom(table).select("team").where("team", "=", team).execute();
      if (rows.length > 0) counts[table] = rows.length;
    }
    return counts;
  } finally {
    await database.close();
  }
}

/** All tasks that the local tasks service keeps, of whichever workspace, as its rows have them. */
async function allTasks(): Promise<readonly unknown[]> {
  const database = openDatabase<object>({ kind: "sqlite", path: join(world.dataDir, "tasks-service.db") });
  try {
    return (await sql`select * from tasks order by key`.execute(database.db)).rows;
  } finally {
    await database.close();
  }
}

/** The apps of the local tasks service with how many tasks each has, and how much that is deleted is still to be cleared away. */
async function localApps(): Promise<{ apps: Readonly<Record<string, number>>; leftovers: number }> {
  const database = openDatabase<TasksServiceSchema>({ kind: "sqlite", path: join(world.dataDir, "tasks-service.db") });
  try {
    const { db } = database;
    const apps = await db.selectFrom("apps").select(["id", "key"]).execute();
    const tasks = await db.selectFrom("tasks").select("app").execute();
    const countOf = (key: number) => tasks.filter(({ app }) => app === key).length;
    return {
      apps: Object.fromEntries(apps.map(({ id, key }) => [id, countOf(key)])),
      leftovers: (await db.selectFrom("leftovers").select("key").execute()).length,
    };
  } finally {
    await database.close();
  }
}

describe("installing", () => {
  test("leads to Slack's page with what the app asks for, and back to a page that says what to do next", async () => {
    const begun = await world.get(INSTALL);
    const asked = new URL(begun.headers.get("location") ?? "");

    const done = await world.get(world.oauth.allow(asked.href, red), cookieOf(begun));

    expect(begun.status).toBe(302);
    expect(asked.searchParams.get("redirect_uri")).toBe(`${PUBLIC_URL}/slack/oauth_redirect`);
    expect(asked.searchParams.get("scope")?.split(",").sort()).toEqual([...red.core.manifest.botScopes].sort());
    expect(begun.headers.get("set-cookie")).toMatch(/; Secure; HttpOnly; Path=\/; Max-Age=600$/);
    expect(done.status).toBe(200);
    expect(await done.text()).toMatch(/Labeldesk is installed in Red &amp; Co.*\/task create/s);
  });

  test("makes the app work there at once, and in no other workspace", async () => {
    const elsewhere = blue.person("lena");

    await red.person("lena").openModal();
    await red.person("lena").close();
    const { notice } = await elsewhere.command("/task create");

    expect(notice).toBeNull();
    expect(wordsOf(await elsewhere.untilEphemeral(NOT_OURS))).toContain(NOT_OURS);
    expect(blue.calls).toEqual([]);
  });

  test("that is denied, begun elsewhere, repeated, forged or too late changes nothing and says how to go on", async () => {
    const before = await rowsOf("T0BLUE");
    const begun = await world.get(INSTALL);
    const [asked, cookie] = [begun.headers.get("location") ?? "", cookieOf(begun)];
    const back = (state: string) => `${PUBLIC_URL}/slack/oauth_redirect?${new URLSearchParams({ code: "c", state })}`;
    const old = signState({ now: new Date(Date.now() - 11 * 60_000).toJSON() }, "a-state-secret-of-this-test");
    const forged = signState({ now: new Date().toJSON() }, "somebody-else's-secret");

    const denied = await world.get(world.oauth.deny(asked), cookie);
    const otherBrowser = await world.get(world.oauth.allow(asked, blue));
    const tooLate = await world.get(back(old), `labeldesk-install=${old}`);
    const notOurs = await world.get(back(forged), `labeldesk-install=${forged}`);
    const refused = await world.get(world.oauth.allow(asked, blue).replace(/code-\d+/, "code-0"), cookie);
    const repeated = await world.get(world.oauth.allow(asked, blue), cookie);

    expect([denied, otherBrowser, tooLate, notOurs, refused, repeated].map(({ status }) => status)).toEqual([
      ...[403, 400, 400, 400, 502, 400],
    ]);
    expect(await refused.text()).toContain("invalid_code");
    for (const answer of [denied, otherBrowser, tooLate, notOurs, repeated]) {
      const page = await answer.text();
      expect(page).toContain("Labeldesk is not installed");
      expect(page).toContain(`href="${INSTALL}"`);
    }
    expect(await rowsOf("T0BLUE")).toEqual(before);
  });
});

describe("two workspaces in one app", () => {
  let [ofRed, ofBlue] = ["", ""];
  beforeAll(async () => {
    await world.install(blue);
    ofRed = await createTask(red, "Red cups");
    ofBlue = await createTask(blue, "Blue plates");
  });

  test("the history of each says who has installed the app there", async () => {
    await blue.person("lena").command("/task history");

    const history = wordsOf(await blue.person("lena").untilEphemeral("History of this workspace"));
    expect(history).toContain("Lena Fischer installed Labeldesk in this workspace");
  });

  test("each sees its own tasks and is told with its own token", async () => {
    const [inRed, inBlue] = [red.person("lena"), blue.person("lena")];
    await inRed.command("/task list");
    await inBlue.command("/task list");

    expect(wordsOf(await inRed.untilEphemeral("Red cups"))).not.toContain("Blue plates");
    expect(wordsOf(await inBlue.untilEphemeral("Blue plates"))).not.toContain("Red cups");
    const told = (slack: SandboxSlack) => JSON.stringify(slack.calls.map(({ args }) => args));
    expect(told(red)).not.toContain("Blue plates");
    expect(told(blue)).not.toContain("Red cups");
    expect([...red.violations, ...blue.violations]).toEqual([]);
  });

  test("a task, a draft and a form of one are nothing in the other, however they are named", async () => {
    const [lena, otherLena] = [red.person("lena"), blue.person("lena")];
    const foreign = otherLena;
    await foreign.command(`/task show id:${ofRed}`);
    await postInteraction(at(blue), pressOf(at(blue), foreign, { action_id: "task_card.open", value: ofRed }));
    await postInteraction(at(blue), pressOf(at(blue), foreign, { action_id: "task_change.close", value: ofRed }));
    // Lena's own press, signed, with the other workspace in some of the places that name one.
    const press = pressOf(at(red), lena, { action_id: "task_card.open", value: ofRed });
    const before = red.callsOf("views.open").length;
    await postInteraction(at(red), { ...press, team: { id: "T0BLUE", domain: "blue" } });
    await postInteraction(at(red), { ...press, user: { ...toObject(press["user"]), team_id: "T0BLUE" } });
    const command = { ...commandForm(at(red), lena, `show id:${ofRed}`), team_id: "T0BLUE" };
    await postCommand(at(red), command);
    await eventually(async () => log.lines.filter(({ message }) => message.includes("refused")).length >= 4);

    const seen = JSON.stringify(blue.calls.map(({ args, answer }) => [args, answer]));
    expect(seen).not.toContain("Red cups");
    expect(red.callsOf("views.open")).toHaveLength(before);
    await lena.command(`/task show id:${ofBlue}`);
    expect(JSON.stringify(red.calls)).not.toContain("Blue plates");
  });

  test("a form of one with a task of the other in it changes nothing there, and is told why", async () => {
    const lena = red.person("lena");
    const asked: readonly [string, () => Promise<unknown>][] = [
      ["/task close id:", () => lena.untilField("Close as")],
      ["/task assign id:", () => lena.untilField("Workers")],
    ];
    const traces = () => [blue, red].map((slack) => slack.callsOf("chat.postMessage").length);
    const before = [await allTasks(), ...traces()];

    for (const [command, filled] of asked) {
      await lena.openModal(`${command}${ofRed}`);
      await filled();
      if (command.includes("assign")) await lena.pickPeople("Workers", [red.person("ben").id]);
      const view = lena.view();
      const named = JSON.stringify(view.view).replaceAll(ofRed, ofBlue);
      await deliverView(at(red), lena, { ...view, view: JSON.parse(named) });
      await lena.untilWords("does not exist any more");
      await lena.close({ isCleared: true });
    }

    expect([await allTasks(), ...traces()]).toEqual(before);
  });

  test("a page and its session are of one of them, and open nothing of the other", async () => {
    const ana = red.person("ana").id;
    const linkTo = (team: string, taskId: string): URL => {
      const minted = world.labelLinks.mint({ team, person: ana, taskId, purpose: "label" });
      return new URL("url" in minted ? minted.url : minted.missing);
    };
    const ask = (page: URL, name: string, body: object, cookie = "") =>
      fetch(`${world.appUrl}${page.pathname}/api/${name}`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: PUBLIC_URL, cookie },
        body: JSON.stringify(body),
      });
    const [own, foreign] = [linkTo("T0RED", ofRed), linkTo("T0BLUE", ofBlue)];

    const opened = await ask(own, "open", { link: own.searchParams.get("link") });
    const elsewhere = await ask(foreign, "open", { link: foreign.searchParams.get("link") });
    const carriedOver = await ask(foreign, "work", {}, cookieOf(opened));

    expect(cookieOf(opened)).toMatch(/^labeldesk=./);
    expect(await elsewhere.json()).toMatchObject({ title: REFUSALS.label.gone.title });
    expect(elsewhere.headers.get("set-cookie")).toBeNull();
    expect(carriedOver.status).toBe(401);
  });

  test("each goes on after a restart with what it was given, and a new installation takes the token's place", async () => {
    await world.restart();
    const [first = ""] = world.oauth.tokensOf(red);
    await world.install(red);
    world.oauth.revoke(first);

    await red.person("lena").openModal();
    await red.person("lena").close();
    await blue.person("lena").openModal();
    await blue.person("lena").close();
    await createTask(red, "Red bowls");

    expect(world.oauth.tokensOf(red)).toHaveLength(1);
  });

  test("the end of an installation that is told after the next one changes nothing, whatever the clocks say", async () => {
    const [before = ""] = world.oauth.tokensOf(red);
    const kept = await rowsOf("T0RED");
    await world.install(red);
    world.oauth.revoke(before);
    const [tokens, asked] = [{ oauth: [], bot: [red.workspace.bot.userId] }, red.callsOf("auth.test").length];

    await red.sendEvent({ type: "app_uninstalled" });
    await red.sendEvent({ type: "tokens_revoked", tokens });
    await eventually(async () => red.callsOf("auth.test").length >= asked + 2);

    await createTask(red, "Red forks");
    expect(Object.keys(await rowsOf("T0RED"))).toEqual(expect.arrayContaining(Object.keys(kept)));
  });

  test("who removes the app has nothing left here, and the others all of theirs", async () => {
    const removed = { type: "app_uninstalled" };
    const kept = await rowsOf("T0BLUE");
    const hourAgo = Math.floor(Date.now() / 1000) - 3_600;
    const late = { ...toEventEnvelope(red.core, removed), event_time: hourAgo };
    await postRaw(at(red), JSON.stringify(late), { contentType: "application/json" });
    await red.person("lena").openModal();
    await red.person("lena").close();

    const before = await localApps();

    world.oauth.remove(red);
    await red.sendEvent(removed);
    await eventually(async () => Object.keys(await rowsOf("T0RED")).length === 0);
    // It stops while the local tasks service still clears away: the next start goes on with that.
    await world.restart();
    await eventually(async () => (await localApps()).leftovers === 0);

    await red.person("lena").command("/task list");
    await red.person("lena").untilEphemeral(NOT_OURS);
    await blue.person("lena").openModal();
    await blue.person("lena").close();
    expect(Object.keys(await rowsOf("T0BLUE"))).toEqual(expect.arrayContaining(Object.keys(kept)));
    expect(await rowsOf("T0RED")).toEqual({});
    const { T0RED, ...others } = before.apps;
    expect(T0RED).toBeGreaterThan(0);
    expect(await localApps()).toEqual({ apps: others, leftovers: 0 });
  });
});

describe("an organization", () => {
  test("installs it once for its workspaces, which stay apart, and removes it from all of them", async () => {
    const lena = green.person("lena");
    await lena.command("/task list");
    await lena.untilEphemeral(NOT_OURS);

    const done = await world.install(green);
    await createTask(green, "Green forks");

    await lena.command("/task history");
    const history = wordsOf(await lena.untilEphemeral("History of this workspace"));

    expect(history).toContain("Somebody installed Labeldesk for the whole organization");
    expect(await done.text()).toContain("Labeldesk is installed in Company");
    expect(await rowsOf("T0GREEN")).toMatchObject({ installations: 1, task_index: 1 });
    expect(green.violations).toEqual([]);
    green.failNext("users.list", { error: "team_access_not_granted" });
    await green.sendEvent({ type: "team_access_revoked", team_ids: ["T0GREEN"] });
    await eventually(async () => Object.keys(await rowsOf("T0GREEN")).length === 0);
    await green.person("lena").openModal();
    await green.person("lena").close();

    world.oauth.remove(green);
    await green.sendEvent({ type: "tokens_revoked", tokens: { oauth: [], bot: [green.workspace.bot.userId] } });
    await eventually(
      async () => Object.keys({ ...(await rowsOf("T0GREEN")), ...(await rowsOf(COMPANY.id)) }).length === 0,
    );
    await lena.command("/task list");
    await green.until(() => lena.ephemerals().filter((one) => wordsOf(one).includes(NOT_OURS)).length === 2);
  });
});

/** As the app signs them: a JSON web token. */
function signState(payload: object, secret: string): string {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${encode({ alg: "HS256", typ: "JWT" })}.${encode({ installOptions: { scopes: [] }, ...payload })}`;
  return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
}
