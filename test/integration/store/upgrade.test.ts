import { expect, test } from "@jest/globals";
import { sql } from "kysely";
import { readNoted } from "../../../src/notifications/read-noted.ts";
import { migrate } from "../../../src/store/engine/migrate.ts";
import { type DatabaseTarget, openDatabase } from "../../../src/store/engine/open.ts";
import { migrations } from "../../../src/store/migrations/migrations.ts";
import { sayDoing } from "../../../src/views/history/history-list.ts";
import { storesOf } from "../../support/app-store.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";

const PAGE = { offset: 0, limit: 10 };

/** The number of the migration before the one that made `known_tasks`. */
const BEFORE_KNOWN_TASKS = migrations.findIndex(({ name }) => name === "tasks as people were last told of them");

/** A database as the version before a migration left it. */
async function leaveAt(target: DatabaseTarget, version: number, statement: ReturnType<typeof sql>): Promise<void> {
  const database = openDatabase<object>(target);
  try {
    await migrate(database, migrations.slice(0, version));
    await statement.execute(database.db);
  } finally {
    await database.close();
  }
}

describeOnBothEngines("an upgrade", (newTarget) => {
  const { open } = storesOf(newTarget);

  test("outcomes that the version before has not told yet are told", async () => {
    const target = newTarget();
    await leaveAt(
      target,
      8,
      sql`insert into outbox (id, kind, payload, state, attempts, due_at, created_at)
        values ('a', 'change.settled', '{}', 'waiting', 0, 0, 0), ('b', 'change.outcome', '{}', 'waiting', 0, 0, 0)`,
    );

    const { outbox } = await open(target);

    const claimed = await outbox.claim(10, 1_000);
    expect(claimed.map(({ kind }) => kind)).toEqual(["submission.settled", "submission.outcome"]);
  });

  test.each([
    ["a kind that this one does not know", "task.teleported", '{"to":"the moon"}', "beam", {}],
    [
      "a part of a task that this one does not know",
      "task.edited",
      '{"parts":["x"],"added":[],"removed":[]}',
      "page",
      { via: "page" },
    ],
    ["less than this one writes", "task.created", "{}", "slack", { via: "slack" }],
    ["a way that this one does not know", "task.deleted", "{}", "beam", {}],
  ])(
    "what another version has noted of what people did, with %s, is shown as such",
    async (_what, kind, about, via, way) => {
      const target = newTarget();
      const { history } = await open(target);
      const newer = openDatabase<object>(target);
      await sql`insert into history (team, at, person, kind, about, via)
      values ('T1', 1, 'U1', ${kind}, ${about}, ${via})`.execute(newer.db);
      await newer.close();

      const noted = (await history.list({ team: "T1" }, 1)).map(readNoted);

      const words = `Ana did something that this version of Labeldesk does not know (${kind})`;
      expect(noted.map((each) => sayDoing(each, { names: new Map([["U1", "Ana"]]) }))).toEqual([words]);
      expect(noted).toEqual([
        {
          team: "T1",
          person: "U1",
          kind: "unknown",
          wrote: kind,
          about: JSON.parse(about),
          order: 1,
          at: new Date(1),
          ...way,
        },
      ]);
    },
  );

  test("what waits is given to its workspace, as far as its payload says it, and else to the one there was", async () => {
    const target = newTarget();
    const payloads = ['{"note":"a\\u0000 \\"team\\":\\"T9\\"","team":"T1"}', '{"person":"U1","group":"g"}'];
    await leaveAt(
      target,
      25,
      sql`insert into outbox (id, kind, payload, state, attempts, due_at, created_at)
        values ('a', 'k', ${payloads[0]}, 'waiting', 0, 0, 0), ('b', 'k', ${payloads[1]}, 'waiting', 0, 0, 0)`,
    );

    const { outbox } = await open(target);

    const claimed = await outbox.claim(10, 1_000, { except: [], team: "T1" });
    expect(claimed.map(({ id, team }) => [id, team])).toEqual([
      ["a", "T1"],
      ["b", "T1"],
    ]);
  });

  test("what the version before writes while both run is found by what it says, and forgotten with its workspace", async () => {
    const target = newTarget();
    const store = await open(target);
    const older = openDatabase<object>(target);
    await sql`insert into outbox (id, kind, payload, state, attempts, due_at, created_at)
      values ('a', 'k', '{"team":"T1"}', 'waiting', 0, 0, 0), ('b', 'k', '{"team":"T2"}', 'waiting', 0, 0, 0)`.execute(
      older.db,
    );
    await older.close();

    const claimed = await store.outbox.claim(10, 1_000, { except: [], team: "T2" });
    await store.forgetTeam("T1", undefined);

    expect(claimed.map(({ id }) => id)).toEqual(["b"]);
    expect(await store.outbox.nextDueAt({ except: [], team: "T1" })).toBeUndefined();
  });

  test("new work that the version before holds for the morning is still held, for its role in its task", async () => {
    const target = newTarget();
    await leaveAt(
      target,
      23,
      sql`insert into held_notices (team, person, task_id, role, is_digest, payload, due_at, held_at)
        values ('T1', 'U1', 't', 'worker', 0, '{"n":1}', 5, 1), ('T1', 'U1', 't', 'reviewer', 1, '{"n":2}', 5, 2)`,
    );

    const { heldNotices } = await open(target);

    const held = { team: "T1", person: "U1", kind: "assignment", dueAt: new Date(5) };
    expect(await heldNotices.listDue("T1", "U1")).toEqual([
      { ...held, key: "assignment:worker:t", payload: { n: 1 } },
      { ...held, key: "assignment:reviewer:t", payload: { n: 2 } },
    ]);
  });

  test("whom the version before has asked a question keeps their message, and is asked no second time", async () => {
    const target = newTarget();
    await leaveAt(
      target,
      36,
      sql`insert into question_messages (question_id, team, person, channel, ts) values ('q', 'T1', 'U1', 'D1', '1.1')`,
    );

    const { questions } = await open(target);
    await questions.noteAsked({ id: "q", team: "T1" }, "U1");
    await questions.noteAsked({ id: "q", team: "T1" }, "U2");

    expect(await questions.listAsked("q")).toEqual([
      { person: "U1", message: { channel: "D1", ts: "1.1" } },
      { person: "U2" },
    ]);
  });

  test("a round that the version before has begun begins anew: of the tasks that it had listed nobody is told", async () => {
    const target = newTarget();
    await leaveAt(
      target,
      BEFORE_KNOWN_TASKS,
      sql`insert into task_index_rounds (team, side, round, page, seen, due_at, leased_until)
        values ('T1', 'side', 4, 3, 384, 0, 0)`,
    );

    const { taskIndexRounds } = await open(target);

    expect(await taskIndexRounds.claim("T1", "side", 0)).toMatchObject({ round: 5, nextPage: 1, isFirst: true });
    await taskIndexRounds.savePage("T1", { round: 5, page: 1, tasks: [], leaseMs: 0 });
    expect(await taskIndexRounds.claim("T1", "side", 0)).toMatchObject({ round: 5, nextPage: 2, isFirst: true });
  });

  test("a creator that is no person's id, and longer than an index takes, is nobody", async () => {
    const target = newTarget();
    const row = (id: string, creator: string) =>
      sql`('T1', ${id}, 'n', 'n', 'n', 1, 'POLYGON_DETECTION', 'IN_PROGRESS', 'NONE', '[]', '[]', ${creator}, 0)`;
    await leaveAt(
      target,
      34,
      sql`insert into task_index (team, id, name, folded_name, loose_name, round, type, status, review, workers, reviewers, creator,
        modified_ms) values ${row("a", "U1")}, ${row("b", "U".repeat(9_000))}`,
    );

    const { taskIndex } = await open(target);

    const of = async (creator: string) => (await taskIndex.search("T1", { creators: [creator] }, PAGE)).total;
    expect(await of("U1")).toBe(1);
    expect((await taskIndex.find("T1", "b"))?.creator).toBeUndefined();
  });
});
