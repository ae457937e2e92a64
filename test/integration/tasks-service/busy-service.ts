import { randomUUID } from "node:crypto";
import { createTasksService } from "../../../src/tasks-service/create-tasks-service.ts";
import { sayLine } from "../../support/say-line.ts";

/**
 * Works without end on the database file that it is given, and prints every fact that the service has acknowledged, a line each, until it
 * is killed. Run by kill.test.ts.
 */
const [path = ""] = process.argv.slice(2);
const service = await createTasksService({
  database: { kind: "sqlite", path },
  now: () => new Date(),
  newId: randomUUID,
  batches: { inRequest: 100, inBackground: 2000 },
});
await service.ensureApp("owner", "main");
const owner = (await service.ensureOwner("owner")).key;

type Json = Record<string, unknown>;

async function call(key: string, method: string, route: string, body?: Json) {
  const response = await service.fetch(
    new Request(`http://tasks.test/v2/users/owner/apps/main${route}`, {
      method,
      headers: { Authorization: `Key ${key}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }),
  );
  const json = await response.json();
  if (response.status !== 200) throw new Error(JSON.stringify(json));
  return json;
}

const say = (fact: Json): Promise<void> => sayLine(JSON.stringify(fact));
const people = ["ana", "ben", "cleo"];
const keys = new Map<string, string>();
await call(owner, "POST", "/concepts", { concepts: [{ id: "cat" }] });
await call(owner, "POST", "/collaborators", { collaborators: people.map((id) => ({ user: { id } })) });
for (const id of people) keys.set(id, (await service.ensureOwner(id)).key);

/** One turn: more inputs, two tasks that are made in the background and worked on, a change of strategy of one, the deletion of one. */
async function turn(round: number): Promise<void> {
  const inputs = Array.from({ length: 500 }, (_, index) => ({
    id: `${randomUUID()}-${index}`,
    data: { text: { raw: "t" } },
  }));
  await call(owner, "POST", "/inputs", { inputs });
  await say({ inputs: inputs.map(({ id }) => id) });
  const task = (workersPerInput: number, weights: Json, name: string) => ({
    name,
    type: "CONCEPTS_CLASSIFICATION",
    concepts: [{ concept: { id: "cat" } }],
    input_source: { type: "ALL_INPUTS" },
    worker: {
      strategy: "PARTITIONED",
      workers: people.map((id) => ({ user: { id } })),
      partitioned_strategy_info: { type: "WEIGHTED", workers_per_input: workersPerInput, weights },
    },
    review: { strategy: "CONSENSUS", consensus_strategy_info: { approval_threshold_labelers: workersPerInput } },
  });
  const { tasks } = await call(owner, "POST", "/tasks", {
    tasks: [task(3, { ana: 1, ben: 1, cleo: 1 }, `all ${round}`), task(1, { ana: 1, ben: 2, cleo: 1 }, `one ${round}`)],
  });
  for (const { id } of tasks) await say({ task: id });
  await service.idle();
  for (const { id } of tasks) {
    for (const who of people) {
      const key = keys.get(who) ?? "";
      const { task_assignments: given } = await call(key, "PUT", `/tasks/${id}/assignments`, { action: "LABEL_START" });
      for (const { id: assignment, input } of given.slice(0, 4)) {
        const { annotations } = await call(key, "POST", "/annotations", {
          annotations: [{ input_id: input.id, task_id: id, data: { concepts: [{ id: "cat", value: 1 }] } }],
        });
        await say({ annotation: annotations[0].id, of: id });
        await call(key, "PUT", `/tasks/${id}/assignments`, {
          action: "LABEL_SUBMIT",
          label_submit_config: { task_assignments: [{ id: assignment }] },
        });
        await say({ submitted: assignment, of: id });
      }
    }
  }
  const [changed, deleted] = tasks;
  const { task: now } = await call(owner, "GET", `/tasks/${changed.id}`);
  const worker = { strategy: round % 2 === 0 ? "DYNAMIC" : "FULL", workers: people.map((id) => ({ user: { id } })) };
  await call(owner, "PATCH", "/tasks", { action: "overwrite", tasks: [{ ...now, worker }] });
  await say({ deleting: deleted.id });
  await call(owner, "DELETE", "/tasks", { ids: [deleted.id] });
  await say({ deleted: deleted.id });
}

for (let round = 0; ; round += 1) await turn(round);
