import { setFlagsFromString } from "node:v8";
import { createApp } from "./app.ts";
import { type Config, ConfigError, listSecrets, readConfig } from "./config.ts";
import { loadEnvFile } from "./load-env-file.ts";
import { createLog, createRedactor } from "./log.ts";

/** Docker and Kubernetes kill after 10 and 30 s. What is under way ends well before, or is left to the next start (app/lifecycle.ts). */
const stopWithinMs = 9_000;

// Garbage is collected when the heap has doubled since the last time. By itself V8 lets far more gather on Node 20: 50 MB after a burst
// of deliveries, against a hundredth of the processor time. Node 24 is the same with it and without.
setFlagsFromString("--heap-growing-percent=100");

function readEnvironment(): Config | undefined {
  try {
    loadEnvFile(process);
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return undefined;
  }
}

async function run(config: Config): Promise<void> {
  const secrets = listSecrets(config);
  const log = createLog({ level: config.logLevel, secrets });

  // Whatever comes here has passed every boundary: the state is unknown, and a supervisor's restart is the safe way on.
  const die = (message: string) => (err: unknown) => {
    log.fatal({ err }, message);
    process.exit(1);
  };
  process.on("uncaughtException", die("Uncaught exception"));
  process.on("unhandledRejection", die("Unhandled rejection"));

  let isStopping = false;
  try {
    const app = await createApp(config, { log });
    const stop = (signal: NodeJS.Signals): void => {
      log.info({ signal }, "Stopping");
      isStopping = true;
      setTimeout(() => die("Did not stop in time")(undefined), stopWithinMs).unref();
      app.stop().then(() => process.exit(0), die("Could not stop"));
    };
    // Once: a second signal ends the process at once.
    process.once("SIGTERM", stop);
    process.once("SIGINT", stop);

    const { port } = await app.start();
    const { slack, tasks, database } = config;
    log.info({ port, slack: slack.mode, tasks: tasks.kind, database: database.kind }, "Labeldesk is running");
  } catch (error) {
    // A start that is stopped fails over what was closed under its hands, and that is no failure.
    if (isStopping) return;
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`Labeldesk could not start: ${createRedactor(secrets)(reason)}\n`);
    die("Could not start")(error);
  }
}

const config = readEnvironment();
if (config === undefined) process.exitCode = 1;
else await run(config);
