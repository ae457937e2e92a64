import { afterEach, beforeEach, expect, it } from "@jest/globals";
import type { DatabaseTarget } from "../../../src/store/engine/open.ts";
import { createTasksService, type TasksService } from "../../../src/tasks-service/create-tasks-service.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { findBrokenRules } from "./broken-rules.ts";
import { type Client, clientOf, LONG, partitioned, task } from "./open-service.ts";
import { type Assignment, openWork, workers } from "./open-work.ts";

describeOnBothEngines("two servers on one database, and many clients at once", (newTarget) => {
  let target: DatabaseTarget;
  let work: Awaited<ReturnType<typeof openWork>>;
  let second: TasksService;
  const errors: unknown[] = [];
  beforeEach(async () => {
    target = newTarget();
    work = await openWork(target, { inputs: 60 });
    second = await createTasksService({
      database: target,
      now: () => work.clock.at,
      newId: () => crypto.randomUUID(),
      log: { error: (fields) => errors.push(fields) },
    });
  });
  afterEach(async () => {
    expect([...work.errors, ...errors]).toEqual([]);
    await work.service.close();
    await second.close();
  });

  const atSecond = async (who: string): Promise<Client> => clientOf(second, (await second.ensureOwner(who)).key);
  const starting = async (client: Client, id: string): Promise<Assignment[]> =>
    (await client("PUT", `${LONG}/tasks/${id}/assignments`, { action: "LABEL_START" })).body.task_assignments;

  it("give no input out twice", async () => {
    const names = ["ana", "ben", "cleo", "rita", "ron"];
    const id = await work.create({ worker: { strategy: "DYNAMIC", workers: workers(...names) } });
    const elsewhere = await Promise.all(names.map(atSecond));

    const given = await Promise.all(
      names.flatMap((who, index) => [work.start(who, id), starting(elsewhere[index] ?? work.owner, id)]),
    );

    const owners = new Map<string, Set<string>>();
    for (const { input, worker } of given.flat())
      owners.set(input.id, new Set(owners.get(input.id)).add(worker.user.id));
    expect(owners.size).toBe(50);
    expect([...owners.values()].filter((who) => who.size > 1)).toEqual([]);
    expect(await findBrokenRules(target)).toEqual([]);
  });

  it("settle what is submitted at the same moment as if it had come one after the other", async () => {
    const id = await work.create({
      worker: { strategy: "FULL", workers: workers("ana", "ben", "cleo") },
      review: {
        strategy: "CONSENSUS",
        users: [{ id: "rita" }],
        consensus_strategy_info: { approval_threshold_labelers: 2 },
      },
    });
    const given = new Map<string, Assignment[]>();
    for (const who of ["ana", "ben", "cleo"]) {
      const list = await work.start(who, id);
      given.set(who, list);
      for (const { input } of list) await work.label(who, id, input.id, who === "cleo" ? "dog" : "cat");
    }
    const cleo = await atSecond("cleo");

    await Promise.all([
      work.submit("ana", id, given.get("ana") ?? []),
      work.submit("ben", id, given.get("ben") ?? []),
      cleo("PUT", `${LONG}/tasks/${id}/assignments`, {
        action: "LABEL_SUBMIT",
        label_submit_config: { task_assignments: (given.get("cleo") ?? []).map((each) => ({ id: each.id })) },
      }),
    ]);

    const counts = await work.counts(id);
    expect([counts["ana"].success, counts["ben"].success, counts["cleo"].review_denied]).toEqual([10, 10, 10]);
    expect(await findBrokenRules(target)).toEqual([]);
  });

  it("make tasks, people and inputs side by side", async () => {
    const other = await atSecond("labeldesk");
    const make = (client: Client, round: number) => [
      client("POST", "/tasks", { tasks: [task({ name: `${round}`, worker: partitioned(2, ["ana", "ben", "cleo"]) })] }),
      client("POST", "/collaborators", { collaborators: [{ user: { id: `new-${round % 3}` } }] }),
      client("POST", "/inputs", { inputs: [{ id: `same-${round % 3}`, data: { text: { raw: "t" } } }] }),
      client("POST", "/concepts", { concepts: [{ id: `concept-${round % 3}` }] }),
    ];

    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, round) => make(round % 2 === 0 ? work.owner : other, round)).flat(),
    );

    expect(answers.filter(({ http }) => http !== 200)).toEqual([]);
    expect((await work.owner("GET", "/inputs/status")).body.counts.processed).toBe(63);
    expect((await work.owner("GET", "/tasks")).body.tasks).toHaveLength(8);
    expect(await findBrokenRules(target)).toEqual([]);
  });
});
