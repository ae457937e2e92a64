import { expect, it } from "@jest/globals";
import { sql } from "kysely";
import { migrate } from "../../../src/store/engine/migrate.ts";
import { openDatabase } from "../../../src/store/engine/open.ts";
import { hashKey } from "../../../src/tasks-service/tables/keys.ts";
import { migrations } from "../../../src/tasks-service/tables/migrations/migrations.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { clientOf, openService, partitioned, task } from "./open-service.ts";

/** The state that a division anew had in the midst of its work, before it was a step like others. */
const STATE = JSON.stringify({ workersPerInput: 1, need: [2, 4], eligible: [6, 6] });

describeOnBothEngines("a database that an earlier version left in the midst of its work", (newTarget) => {
  it.each([
    ["a division", null, { ana: 5, ben: 5 }],
    // Its plan was in the state; the new one has all inputs before it.
    ["a division anew", STATE, { ana: 5, ben: 5 }],
  ])("goes on with %s", async (_, redivision, expected) => {
    const target = newTarget();
    const database = openDatabase(target);
    await migrate(database, migrations.slice(0, 1));
    const { db } = database;
    await sql`insert into users (key, id, created_at) values (1, 'labeldesk', '2026'), (2, 'ana', '2026'), (3, 'ben', '2026')`.execute(
      db,
    );
    await sql`insert into apps (key, owner, id, created_at) values (1, 1, 'T1', '2026')`.execute(db);
    await sql`insert into collaborators (app, person, created_at) values (1, 2, '2026'), (1, 3, '2026')`.execute(db);
    await sql`update counters set value = 100`.execute(db);
    for (let key = 1; key <= 10; key += 1) {
      await sql`insert into inputs (key, app, id, body, created_at, modified_at) values (${key}, 1, ${`i${key}`}, '{}', '2026', '2026')`.execute(
        db,
      );
    }
    const body = JSON.stringify(task({ worker: partitioned(1, ["ana", "ben"]) }));
    const place = redivision === null ? 0 : 4;
    await sql`insert into tasks (key, app, id, status, body, source_type, source_id, source_limit, source_count, planned_count,
      assigned_count, assigned_place, redivision, created_at, modified_at)
      values (1, 1, 't', 54001, ${body}, 'ALL_INPUTS', '', 10, 10, 10, ${place}, ${place}, ${redivision}, '2026', '2026')`.execute(
      db,
    );
    await sql`insert into task_people (task, role, person, position) values (1, 'worker', 2, 0), (1, 'worker', 3, 1)`.execute(
      db,
    );
    await database.close();

    const { service, owner, errors } = await openService(target);
    await service.idle();

    const { body: counted } = await owner("GET", "/tasks/t/inputs/count");
    expect(errors).toEqual([]);
    expect(
      Object.fromEntries(
        counted.counts.map((each: { user_id: string; pending: number }) => [each.user_id, each.pending]),
      ),
    ).toEqual(expected);
    await service.close();
  });
});

describeOnBothEngines("keys that an earlier version has kept", (newTarget) => {
  it("stay, and those that were given to the owner end with the next one", async () => {
    const [given, earlier, made, next] = ["given", "earlier", "made", "next"].map(
      (name) => `the-key-${name}-0123456789`,
    );
    const target = newTarget();
    const database = openDatabase(target);
    await migrate(database, migrations.slice(0, 2));
    const { db } = database;
    await sql`insert into users (key, id, created_at) values (1, 'labeldesk', '2026')`.execute(db);
    await sql`update counters set value = 100`.execute(db);
    for (const [key = "", description] of [
      [given, "owner"],
      [earlier, "owner"],
      [made, "laptop"],
    ]) {
      await sql`insert into keys (hash, person, description, created_at) values (${hashKey(key)}, 1, ${description}, '2026')`.execute(
        db,
      );
    }
    await database.close();
    const { service } = await openService(target);
    const isIn = async (key = "") => (await clientOf(service, key)("GET", "/tasks")).http === 200;

    const before = [await isIn(given), await isIn(earlier), await isIn(made)];
    await service.ensureOwner("labeldesk", next);
    const after = [await isIn(given), await isIn(earlier), await isIn(made), await isIn(next)];
    await service.close();

    expect(before).toEqual([true, true, true]);
    expect(after).toEqual([false, false, true, true]);
  });
});
