import { basename, join } from "node:path";
import { Worker } from "node:worker_threads";
import { LOCAL_OWNER } from "../src/app/local-tasks.ts";
import { createTasksService, type TasksService } from "../src/tasks-service/create-tasks-service.ts";
import type { Send } from "../src/tasks-service/import/service-answers.ts";
import type { JsonObject } from "../src/tasks-service/protocol/json.ts";
import type { OpenThread } from "../src/tasks-service/threads/open-thread.ts";
import { TEAM } from "./workspace.ts";

/** The local tasks service as its owner calls it, in the app of the benchmark's workspace. */
export type LocalService = Pick<TasksService, "idle" | "close"> & {
  /** Rejects with the answer's text where it is refused. */
  post(path: string, body: JsonObject): Promise<{ readonly tasks?: readonly { readonly id: string }[] }>;
  /** Any call, as the import makes it. */
  readonly send: Send;
};

/** Where the app that is measured keeps the service's tables. */
export const serviceDatabaseIn = (dataDir: string): string => join(dataDir, "tasks-service.db");

/** As `npm run build` has made it: files that are found and read one by one take longer than what the thread does. */
const openBuiltThread: OpenThread = (code, options) =>
  new Worker(join(process.cwd(), "dist", `${basename(code.pathname, ".ts")}.js`), { ...options, execArgv: [] });

/** Opens the service on the tables of a directory; they are made where they are not there. */
async function openLocalService(dataDir: string): Promise<LocalService> {
  const service = await createTasksService({
    database: { kind: "sqlite", path: serviceDatabaseIn(dataDir) },
    now: () => new Date(),
    newId: () => crypto.randomUUID(),
    openThread: openBuiltThread,
    log: {
      error: (fields, message) => {
        throw new Error(message, { cause: fields });
      },
    },
  });
  const { key } = await service.ensureOwner(LOCAL_OWNER);
  await service.ensureApp(LOCAL_OWNER, TEAM);
  const send: Send = async (method, path, body, { isMinimal } = { isMinimal: false }) => {
    const response = await service.fetch(
      new Request(`http://tasks-service.local/v2/users/${LOCAL_OWNER}/apps/${TEAM}${path}`, {
        method,
        headers: {
          authorization: `Key ${key}`,
          "content-type": "application/json",
          ...(isMinimal && { prefer: "return=minimal" }),
        },
        ...(method !== "GET" && { body: JSON.stringify(body) }),
      }),
    );
    return { httpStatus: response.status, body: await response.json() };
  };
  return {
    idle: service.idle,
    close: service.close,
    send,
    async post(path, body) {
      const { httpStatus, body: answer } = await send("POST", `/${path}`, body);
      if (httpStatus !== 200) throw new Error(`${path} was refused: ${JSON.stringify(answer)}`);
      return answer as { tasks?: { id: string }[] };
    },
  };
}

/** Does something with the service, and closes it. */
export async function withLocalService<T>(dataDir: string, work: (service: LocalService) => Promise<T>): Promise<T> {
  const service = await openLocalService(dataDir);
  try {
    return await work(service);
  } finally {
    await service.close();
  }
}

const CONCEPTS = ["praise", "complaint", "question"];

/** Makes people collaborators, and the concepts of the tasks below. */
export async function seedPeople({ post }: LocalService, people: readonly string[]): Promise<void> {
  await post("collaborators", { collaborators: people.map((id) => ({ user: { id } })) });
  await post("concepts", { concepts: CONCEPTS.map((id) => ({ id, name: id })) });
}

/** A task of short texts: all inputs of the app, labeled with the concepts above. */
export const taskOf = (name: string, worker: JsonObject): JsonObject => ({
  name,
  input_source: { type: "ALL_INPUTS" },
  type: "CONCEPTS_CLASSIFICATION",
  worker,
  concepts: CONCEPTS.map((id) => ({ concept: { id } })),
  metadata: { labeldesk: { v: 1, concepts_per_input: "one" } },
});
