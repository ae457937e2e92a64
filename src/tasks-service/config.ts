import * as z from "zod";
import type { DatabaseTarget } from "../store/engine/open.ts";

/** What the service needs to be served alone. */
export type TasksServiceConfig = {
  /** 0 lets the system choose a free port. */
  readonly port: number;
  readonly user: string;
  readonly app: string;
  /** The owner's key; made and printed once when absent. */
  readonly key?: string;
  /** Where metrics are served; nowhere when absent. */
  readonly metricsPort?: number;
  readonly database: DatabaseTarget;
};

const SCHEMA = "tasks_service";
const id = (name: string, fallback: string) =>
  z
    .string()
    .default(fallback)
    .refine((text) => /^[\w.-]+$/.test(text), `${name} must be an id of letters, digits, "_", "." and "-".`);

const port = (name: string) =>
  z
    .string()
    .refine(
      (text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535,
      `${name} must be a whole number from 0 to 65535.`,
    );

const Environment = z.object({
  TASKS_SERVICE_PORT: port("TASKS_SERVICE_PORT").default("3100"),
  TASKS_SERVICE_METRICS_PORT: port("TASKS_SERVICE_METRICS_PORT").optional(),
  TASKS_SERVICE_USER: id("TASKS_SERVICE_USER", "owner"),
  TASKS_SERVICE_APP: id("TASKS_SERVICE_APP", "main"),
  TASKS_SERVICE_KEY: z
    .string()
    .refine((text) => /^[!-~]{16,}$/.test(text), "TASKS_SERVICE_KEY must be 16 characters or longer, without spaces.")
    .optional(),
  DATABASE_URL: z
    .string()
    .refine(
      (text) => /^postgres(ql)?:\/\//.test(text) && URL.canParse(text),
      "DATABASE_URL must begin with postgres:// or postgresql://. Leave it out to use the embedded database.",
    )
    .optional(),
  DATA_DIR: z.string().default("./data"),
});

/** The environment cannot be used as it is. The message lists every problem with its mend, and never a value. */
class ConfigError extends Error {
  override readonly name = "ConfigError";

  constructor(problems: readonly string[]) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    super([`${count} in the environment.`, ...problems.map((problem) => `  - ${problem}`)].join("\n"));
  }
}

/**
 * Reads the environment; an empty variable counts as absent.
 * @throws {ConfigError} with every problem at once.
 */
export function readTasksServiceConfig(env: Readonly<Record<string, string | undefined>>): TasksServiceConfig {
  const given = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => {
      const text = value?.trim() ?? "";
      return text === "" ? [] : [[name, text]];
    }),
  );
  const read = Environment.safeParse(given);
  if (!read.success) throw new ConfigError(read.error.issues.map(({ message }) => message));
  const { data } = read;
  const database: DatabaseTarget =
    data.DATABASE_URL === undefined
      ? { kind: "sqlite", path: `${data.DATA_DIR.replace(/\/+$/, "")}/tasks-service.db` }
      : { kind: "postgres", url: data.DATABASE_URL, schema: SCHEMA };
  return {
    port: Number(data.TASKS_SERVICE_PORT),
    user: data.TASKS_SERVICE_USER,
    app: data.TASKS_SERVICE_APP,
    ...(data.TASKS_SERVICE_KEY !== undefined && { key: data.TASKS_SERVICE_KEY }),
    ...(data.TASKS_SERVICE_METRICS_PORT !== undefined && { metricsPort: Number(data.TASKS_SERVICE_METRICS_PORT) }),
    database,
  };
}
