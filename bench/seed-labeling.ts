import { join } from "node:path";
import { LOCAL_OWNER } from "../src/app/local-tasks.ts";
import { createTasksService } from "../src/tasks-service/create-tasks-service.ts";
import { PEOPLE, TEAM } from "./workspace.ts";

const INPUTS = 5_000;
const AT_ONCE = 1_000;

/** Makes a task of short texts that are everybody's to label, in the database of the app that is to be measured; gives its id. */
export async function seedLabeling(dataDir: string): Promise<string> {
  const service = await createTasksService({
    database: { kind: "sqlite", path: join(dataDir, "tasks-service.db") },
    now: () => new Date(),
    newId: () => crypto.randomUUID(),
  });
  try {
    const { key } = await service.ensureOwner(LOCAL_OWNER);
    await service.ensureApp(LOCAL_OWNER, TEAM);
    const post = async (path: string, body: object): Promise<{ tasks?: { id: string }[] }> => {
      const response = await service.fetch(
        new Request(`http://tasks-service.local/v2/users/${LOCAL_OWNER}/apps/${TEAM}/${path}`, {
          method: "POST",
          headers: { authorization: `Key ${key}`, "content-type": "application/json" },
          body: JSON.stringify(body),
        }),
      );
      if (!response.ok) throw new Error(`${path} was refused: ${await response.text()}`);
      return (await response.json()) as { tasks?: { id: string }[] };
    };
    const concepts = ["praise", "complaint", "question"];
    const workers = PEOPLE.map((id) => ({ user: { id } }));
    await post("collaborators", { collaborators: workers });
    await post("concepts", { concepts: concepts.map((id) => ({ id, name: id })) });
    for (let from = 0; from < INPUTS; from += AT_ONCE) {
      const inputs = Array.from({ length: AT_ONCE }, (_, at) => ({
        id: `text-${from + at}`,
        data: { text: { raw: `The ${from + at}. thing that somebody has written to us.` } },
      }));
      await post("inputs", { inputs });
    }
    const { tasks } = await post("tasks", {
      tasks: [
        {
          name: "What people write",
          input_source: { type: "ALL_INPUTS" },
          type: "CONCEPTS_CLASSIFICATION",
          worker: { strategy: "FULL", workers },
          concepts: concepts.map((id) => ({ concept: { id } })),
          metadata: { labeldesk: { v: 1, concepts_per_input: "one" } },
        },
      ],
    });
    const [task] = tasks ?? [];
    if (!task) throw new Error("no task was made");
    return task.id;
  } finally {
    await service.close();
  }
}
