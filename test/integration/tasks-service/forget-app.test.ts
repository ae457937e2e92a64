import { expect, it } from "@jest/globals";
import type { DatabaseTarget } from "../../../src/store/engine/open.ts";
import { forgetApp } from "../../../src/tasks-service/tables/forget-app.ts";
import { clearLeftovers } from "../../../src/tasks-service/tables/leftovers.ts";
import type { TasksServiceSchema } from "../../../src/tasks-service/tables/schema.ts";
import { connectTasksStore } from "../../../src/tasks-service/tables/store.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { clientOf, openService, partitioned } from "./open-service.ts";
import { openWork, workers } from "./open-work.ts";

/** Nothing is little: every change goes on in the background, a few rows at a time. */
const IN_BACKGROUND = { batches: { inRequest: 1, inBackground: 5 } };

const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

const TABLES: Readonly<Record<Exclude<keyof TasksServiceSchema, "counters">, true>> = {
  users: true,
  keys: true,
  apps: true,
  collaborators: true,
  concepts: true,
  inputs: true,
  image_infos: true,
  datasets: true,
  dataset_inputs: true,
  searches: true,
  tasks: true,
  task_people: true,
  assignments: true,
  work_counts: true,
  annotations: true,
  annotation_counts: true,
  items: true,
  votes: true,
  phase_counts: true,
  review_counts: true,
  open_slots: true,
  lapsed: true,
  leftovers: true,
};
const tables = Object.keys(TABLES) as (keyof typeof TABLES)[];

/** How many rows there are, of the tables that have any. */
async function countRows(target: DatabaseTarget): Promise<Readonly<Record<string, number>>> {
  const { db, close } = connectTasksStore(target);
  const counts: Record<string, number> = {};
  for (const table of tables) {
    const { total } = await db
      .selectFrom(table)
      .select(({ fn }) => fn.countAll().as("total"))
      .executeTakeFirstOrThrow();
    if (Number(total) > 0) counts[table] = Number(total);
  }
  await close();
  return counts;
}

/** Who owns the apps, and who owned those that are gone. */
const ONLY_OWNERS = { users: 2 };

/** An app with something in each of the tables. */
async function openFull(target: DatabaseTarget) {
  const work = await openWork(target, { inputs: 40, ...IN_BACKGROUND });
  const { owner, service } = work;
  const must = async (...[method, path, body]: Parameters<typeof owner>) => {
    const answer = await owner(method, path, body);
    expect(answer.body.status.details).toBeUndefined();
  };
  await must("POST", "/inputs", { inputs: [{ id: "pixel", data: { image: { base64: PIXEL } } }] });
  await must("POST", "/datasets", { datasets: [{ id: "some" }] });
  const members = Array.from({ length: 20 }, (_, index) => ({ input: { id: `input-${index}` } }));
  await must("POST", "/datasets/some/inputs", { dataset_inputs: members });
  const query = { filters: [{ input: { data: { text: { raw: "text 2" } } } }] };
  await must("POST", "/searches", { searches: [{ id: "twos", query }] });
  await must("POST", "/v2/users/ana/keys", { keys: [{ description: "of the app" }] });
  await must("POST", "/annotations", { annotations: [{ input_id: "input-1", data: { concepts: [{ id: "cat" }] } }] });
  const reviewed = await work.create({
    input_source: { type: "DATASET", id: "some" },
    worker: partitioned(1, ["ana", "ben"]),
    review: { strategy: "MANUAL", users: [{ id: "rita" }], manual_strategy_info: { sample_percentage: 1 } },
  });
  await work.create({ input_source: { type: "SAVED_SEARCH", id: "twos" } });
  const dynamic = await work.create({ worker: { strategy: "DYNAMIC", workers: workers("ana", "ben") } });
  const gone = await work.create({ worker: partitioned(2, ["ana", "ben"]) });
  await service.idle();
  await work.start("ana", dynamic);
  work.clock.at = new Date(work.clock.at.getTime() + 7_200_000);
  for (let round = 0; round < 5; round += 1) await work.start("ben", dynamic);
  const given = await work.start("ana", reviewed);
  for (const each of given) await work.answer("ana", reviewed, each, "cat");
  await work.review("rita", reviewed, "approve", given.slice(0, 5));
  await must("DELETE", "/tasks", { ids: [gone] });
  return { ...work, must };
}

describeOnBothEngines("an app that is forgotten", (newTarget) => {
  it("is gone at once for everybody, and then all that it held, with who was known from it", async () => {
    const target = newTarget();
    const { service, owner, errors } = await openFull(target);
    const before = await countRows(target);

    await service.forgetApp("labeldesk", "T1");
    const asked = await owner("GET", "/inputs");
    await service.idle();

    const filled = tables.filter((table) => table !== "votes" && table !== "open_slots" && table !== "leftovers");
    expect(Object.keys(before)).toEqual(expect.arrayContaining(filled));
    expect(asked.http).toBe(404);
    expect(await countRows(target)).toEqual(ONLY_OWNERS);
    expect(errors).toEqual([]);
    await service.close();
  });

  it("is cleared away by the next start where this one stops, with what a request still wrote to it", async () => {
    const target = newTarget();
    const { service } = await openFull(target);
    await service.idle();
    await service.forgetApp("labeldesk", "T1");
    await service.close();
    const left = await countRows(target);
    const store = connectTasksStore(target);
    const { key: app } = await store.db.selectFrom("apps").select("key").executeTakeFirstOrThrow();
    const late = { app, id: "late", body: "{}", created_at: "2026", modified_at: "2026" };
    await store.write((trx) =>
      trx
        .insertInto("inputs")
        .values({ key: 1_000_000, ...late })
        .execute(),
    );
    await store.close();

    const reopened = await openService(target, IN_BACKGROUND);
    await reopened.service.idle();

    expect(left["inputs"]).toBeGreaterThan(0);
    expect(left["leftovers"]).toBeGreaterThan(0);
    expect(await countRows(target)).toEqual({ ...ONLY_OWNERS, apps: 1 });
    expect(reopened.errors).toEqual([]);
    await reopened.service.close();
  });

  it("leaves alone the app that is made under its id meanwhile, other apps, and who works there", async () => {
    const target = newTarget();
    const { service, owner, key, errors } = await openFull(target);
    await service.ensureApp("labeldesk", "T2");
    const other = "/v2/users/labeldesk/apps/T2";
    const people = (...ids: string[]) => ({ collaborators: ids.map((id) => ({ user: { id } })) });
    await owner("POST", `${other}/inputs`, { inputs: [{ id: "theirs", data: { text: { raw: "t" } } }] });
    await owner("POST", `${other}/collaborators`, people("ana"));

    await service.forgetApp("labeldesk", "T1");
    await service.forgetApp("labeldesk", "T1");
    await service.ensureApp("labeldesk", "T1");
    await owner("POST", "/collaborators", people("ben"));
    await owner("POST", "/inputs", { inputs: [{ id: "input-1", data: { text: { raw: "new" } } }] });
    await service.idle();

    const idsIn = async (path: string) =>
      (await clientOf(service, key)("GET", path)).body.inputs.map(({ id }: { id: string }) => id);
    expect([await idsIn("/inputs"), await idsIn(`${other}/inputs`)]).toEqual([["input-1"], ["theirs"]]);
    expect((await owner("GET", "/tasks")).body.tasks).toEqual([]);
    // Ana has her key still: she works for the same owner. Of the others only Ben is known.
    expect(await countRows(target)).toEqual({ users: 4, keys: 1, apps: 2, collaborators: 2, inputs: 2 });
    expect(errors).toEqual([]);
    await service.close();
  });

  it("is cleared away though two clear at once, files by what they weigh", async () => {
    const target = newTarget();
    const { service, must } = await openFull(target);
    const raw = "x".repeat(500_000);
    const inputs = Array.from({ length: 4 }, (_, index) => ({ id: `large-${index}`, data: { text: { raw } } }));
    await must("POST", "/inputs", { inputs });
    await service.idle();
    await service.close();
    const [one, other] = [connectTasksStore(target), connectTasksStore(target)];
    await forgetApp(one, "labeldesk", "T1", "2026");
    const heavy = () => one.db.selectFrom("inputs").select("key").where("id", "like", "large-%").execute();
    const most = { atOnce: 0 };

    for (let isDone = false; !isDone; ) {
      const before = (await heavy()).length;
      const clear = (store: typeof one) => store.write((trx) => clearLeftovers(trx, store.engine, 100));
      isDone = (await Promise.all([clear(one), clear(other)])).every((result) => result.isDone);
      most.atOnce = Math.max(most.atOnce, before - (await heavy()).length);
    }
    await Promise.all([one.close(), other.close()]);

    // One in each transaction.
    expect(most.atOnce).toBeLessThanOrEqual(2);
    expect(await countRows(target)).toEqual(ONLY_OWNERS);
  });
});
