import * as z from "zod";
import { type DatabaseConfig, readDatabase } from "./config/database.ts";
import { EncryptionKeys, spellingsOf } from "./config/keys.ts";
import { createReader, type Environment, httpUrl } from "./config/reader.ts";
import { readSlack, type SlackConfig } from "./config/slack.ts";
import { readTasks, type TasksConfig } from "./config/tasks.ts";
import { readTracing, type TracingConfig } from "./config/tracing.ts";

export type { Environment } from "./config/reader.ts";

export type LogLevel = z.infer<typeof LogLevel>;

export type Config = {
  readonly slack: SlackConfig;
  readonly tasks: TasksConfig;
  readonly database: DatabaseConfig;
  /** 0 lets the system choose a free port. */
  readonly port: number;
  /** Where browsers reach the app, without a slash at its end; absent: the pages that people open are off. */
  readonly publicUrl?: string;
  /** Where Prometheus' metrics are served; 0 lets the system choose a free port, absent: they are off. */
  readonly metricsPort?: number;
  /** Where traces go; absent: there are none. */
  readonly tracing?: TracingConfig;
  readonly logLevel: LogLevel;
  /** 32 bytes each: the first seals what is kept secret, all of them open it. Without one nothing secret is kept. */
  readonly encryptionKeys?: readonly [Buffer, ...Buffer[]];
};

/** The environment cannot be used as it is. The message lists every problem with its mend, and never a value. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";

  constructor(problems: readonly string[]) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    const lines = problems.map((problem) => `  - ${problem}`);
    super([`Labeldesk cannot start: ${count} in the environment.`, ...lines].join("\n"));
  }
}

const Port = z
  .string()
  .regex(/^\d{1,5}$/, "must be a whole number from 0 to 65535.")
  .transform(Number)
  .refine((port) => port <= 65_535, "must be a whole number from 0 to 65535.");
const PublicUrl = httpUrl("https://labeldesk.example.com");
const levels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
const LogLevel = z.enum(levels, `must be one of ${levels.join(", ")}.`);

/**
 * Reads where the state is kept, which is all that commands about it need.
 * @throws {ConfigError}
 */
export function readDatabaseConfig(env: Environment): DatabaseConfig {
  const reader = createReader(env);
  const database = readDatabase(reader);
  if (database === undefined) throw new ConfigError(reader.problems);
  return database;
}

/**
 * Reads the app's configuration from environment variables.
 * @throws {ConfigError} with every problem at once.
 */
export function readConfig(env: Environment): Config {
  const reader = createReader(env);
  const slack = readSlack(reader);
  const tasks = readTasks(reader);
  const database = readDatabase(reader);
  const port = reader.has("PORT") ? reader.read("PORT", Port) : 3000;
  const metricsPort = reader.read("METRICS_PORT", Port);
  if (metricsPort !== undefined && metricsPort !== 0 && metricsPort === port)
    reader.problems.push("METRICS_PORT must be another port than PORT: what Slack reaches has no metrics.");
  const tracing = readTracing(reader);
  const publicUrl = reader.read("PUBLIC_URL", PublicUrl);
  const logLevel = reader.has("LOG_LEVEL") ? reader.read("LOG_LEVEL", LogLevel) : "info";
  const encryptionKeys = reader.read("ENCRYPTION_KEY", EncryptionKeys);

  if (
    reader.problems.length > 0 ||
    slack === undefined ||
    tasks === undefined ||
    database === undefined ||
    port === undefined ||
    logLevel === undefined
  )
    throw new ConfigError(reader.problems);
  return {
    slack,
    tasks,
    database,
    port,
    ...(publicUrl !== undefined && { publicUrl }),
    ...(metricsPort !== undefined && { metricsPort }),
    ...(tracing && { tracing }),
    logLevel,
    ...(encryptionKeys && { encryptionKeys }),
  };
}

/**
 * What is needed to seal anew what is kept: the database, and the keys of which the first one seals.
 * @throws {ConfigError} with every problem at once.
 */
export function readSealedConfig(env: Environment): Required<Pick<Config, "database" | "encryptionKeys">> {
  const reader = createReader(env);
  const database = readDatabase(reader);
  const encryptionKeys = reader.read("ENCRYPTION_KEY", EncryptionKeys);
  if (!reader.has("ENCRYPTION_KEY"))
    reader.problems.push("ENCRYPTION_KEY is missing. Set it to the new key and the old one, with a comma between.");
  if (reader.problems.length > 0 || database === undefined || encryptionKeys === undefined)
    throw new ConfigError(reader.problems);
  return { database, encryptionKeys };
}

/** The values in a configuration that no log line may hold. */
export const listSecrets = ({ slack, tasks, database, tracing, encryptionKeys }: Config): readonly string[] => [
  ...(slack.oauth ? [slack.oauth.clientSecret, slack.oauth.stateSecret] : [slack.botToken]),
  slack.mode === "http" ? slack.signingSecret : slack.appToken,
  ...(tasks.kind === "clarifai" ? [tasks.pat] : []),
  ...(database.kind === "postgres" ? [database.url, new URL(database.url).password] : []),
  ...Object.values(tracing?.headers ?? {}),
  ...(encryptionKeys ?? []).flatMap(spellingsOf),
];
