import { randomBytes, randomUUID } from "node:crypto";
import { loadEnvFile } from "../load-env-file.ts";
import { createLog } from "../log.ts";
import { readTasksServiceConfig } from "../tasks-service/config.ts";
import { createTasksService, type TasksService } from "../tasks-service/create-tasks-service.ts";
import { openServiceMetrics } from "./service-metrics.ts";
import { createTasksServer } from "./tasks-server.ts";

/** A request is answered in far less: who has not sent theirs by then holds no stop up. */
const CUT_OFF_MS = 3_000;

/** The local tasks service alone, on a port of the loopback interface. Rejects when it cannot be opened. */
export async function serveTasks(): Promise<void> {
  loadEnvFile(process);
  const config = readTasksServiceConfig(process.env);
  const log = createLog({ level: "info" });
  const metrics = await openServiceMetrics(config.metricsPort, log);
  const service = await createTasksService({
    database: config.database,
    now: () => new Date(),
    newId: randomUUID,
    log,
    ...metrics.options,
  });
  await service.ensureApp(config.user, config.app);
  await ensureKey(service, config.user, config.key);
  const closeMetrics = await metrics.serve(service);
  const server = createTasksServer(service);
  const stop = (): void => {
    const cutOff = setTimeout(() => server.closeAllConnections(), CUT_OFF_MS);
    server.close(() => {
      clearTimeout(cutOff);
      void closeMetrics().then(() => service.close());
    });
    server.closeIdleConnections();
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  server.once("error", (error) => {
    process.stderr.write(`The tasks service cannot listen on port ${config.port}: ${error.message}\n`);
    process.exitCode = 1;
    void closeMetrics().then(() => service.close());
  });
  server.listen(config.port, "127.0.0.1", () => {
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : config.port;
    process.stdout.write(`Tasks API on http://127.0.0.1:${port} for user ${config.user}, app ${config.app}\n`);
  });
}

/** The key from the environment, in place of an earlier one; else, where the owner has none, a new one that is printed this once. */
async function ensureKey(service: TasksService, user: string, key: string | undefined): Promise<void> {
  if (key !== undefined) {
    await service.ensureOwner(user, key);
    return;
  }
  if (await service.hasOwnerKey(user)) return;
  const made = randomBytes(32).toString("hex");
  await service.ensureOwner(user, made);
  process.stdout.write(`The key of ${user}, shown this once: ${made}\n`);
}
