import { z } from "zod";

export type LogLevel = z.infer<typeof LogLevel>;

/** Whose the app is at Slack, for workspaces that install it by OAuth. */
export type OAuthConfig = { readonly clientId: string; readonly clientSecret: string; readonly stateSecret: string };

/**
 * Where the app works: in the one workspace of a token, or in all that install it. How deliveries from Slack arrive: by signed HTTP,
 * or over a WebSocket that the app opens itself.
 */
export type SlackConfig = { readonly apiUrl: string } & (
  | { readonly botToken: string; readonly oauth?: undefined }
  | { readonly oauth: OAuthConfig; readonly botToken?: undefined }
) &
  ({ readonly mode: "http"; readonly signingSecret: string } | { readonly mode: "socket"; readonly appToken: string });

export type TasksConfig =
  /** The local tasks service, until a workspace connects an account at this address, which has no slash at its end. */
  | { readonly kind: "local"; readonly apiUrl: string }
  | {
      readonly kind: "clarifai";
      readonly pat: string;
      readonly userId: string;
      readonly appId: string;
      /** Without a slash at its end. */
      readonly apiUrl: string;
    };

export type DatabaseConfig =
  | { readonly kind: "sqlite"; readonly dir: string }
  | { readonly kind: "postgres"; readonly url: string };

export type TracingConfig = {
  /** Of a collector that takes OTLP over HTTP, without a slash at its end. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
};

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

export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment cannot be used as it is. The message lists every problem with its mend, and never a value. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    const lines = problems.map((problem) => `  - ${problem}`);
    super([`Labeldesk cannot start: ${count} in the environment.`, ...lines].join("\n"));
    this.problems = problems;
  }
}

/** What may stand in an HTTP header, with at least one letter or digit: "xoxb-…" copied from .env.example is not a token. */
const secret = (begin: string, mend: string) => z.string().regex(new RegExp(`^${begin}[!-~]*[A-Za-z0-9][!-~]*$`), mend);

const parseUrl = (text: string): URL | undefined => (URL.canParse(text) ? new URL(text) : undefined);

function httpUrl(example: string) {
  const mend = `must be an http:// or https:// address without a query, e.g. ${example}.`;
  return z
    .string()
    .refine((text) => {
      const url = parseUrl(text);
      return url !== undefined && /^https?:$/.test(url.protocol) && !url.search && !url.hash && !url.username;
    }, mend)
    .transform((text) => text.replace(/\/+$/, ""));
}

const BotToken = secret(
  "xoxb-",
  "must be a bot token, which begins with xoxb- (Slack app settings, OAuth & Permissions).",
);
const AppToken = secret(
  "xapp-",
  "must be an app-level token, which begins with xapp- (Slack app settings, Basic Information), or be left out.",
);
const SigningSecret = secret("", "must be the signing secret (Slack app settings, Basic Information).");
const ClientId = z
  .string()
  .regex(
    /^\d+\.\d+$/,
    "must be the client ID, two numbers with a dot between (Slack app settings, Basic Information).",
  );
const ClientSecret = secret("", "must be the client secret (Slack app settings, Basic Information).");
const StateSecret = secret("", "must be a secret of yours, e.g. from `openssl rand -base64 32`.").min(
  16,
  "must have 16 characters at least, e.g. from `openssl rand -base64 32`.",
);
const SlackApiUrl = httpUrl("https://slack.com/api/").transform((url) => `${url}/`);
const ClarifaiPat = secret("", "must be a personal access token (Clarifai account settings, Security).");
const ClarifaiId = z
  .string()
  .regex(/^[\w.-]+$/, "must be an id as it stands in the address of the app on clarifai.com.");
const ClarifaiApiUrl = httpUrl("https://api.clarifai.com");
const DatabaseUrl = z
  .string()
  .refine(
    (text) => /^postgres(ql)?:$/.test(parseUrl(text)?.protocol ?? ""),
    "must begin with postgres:// or postgresql://. Leave it out to use the embedded database.",
  );
const Port = z
  .string()
  .regex(/^\d{1,5}$/, "must be a whole number from 0 to 65535.")
  .transform(Number)
  .refine((port) => port <= 65_535, "must be a whole number from 0 to 65535.");
const PublicUrl = httpUrl("https://labeldesk.example.com");
const OtlpEndpoint = httpUrl("http://127.0.0.1:4318");
/** name=value, several with commas between, percent-encoded where they must be (opentelemetry.io/docs/specs/otel/protocol/exporter). */
const OtlpHeaders = z
  .string()
  .transform((text) => text.split(",").map((pair) => pair.trim().split(/=(.*)/s, 2)))
  .refine(
    (pairs) => pairs.every(([name = "", value = ""]) => /^[\w-]+$/.test(name) && /^[\x20-\x7e]+$/.test(decoded(value))),
    "must be name=value, several with commas between.",
  )
  .transform((pairs) => Object.fromEntries(pairs.map(([name = "", value = ""]) => [name, decoded(value)])));
const KEY_BYTES = 32;
const HEX_KEY = /^[0-9a-f]{64}$/i;
/** 32 bytes: 43 digits, with or without the sign that fills the last group of four. */
const BASE64_KEY = /^[\w+/-]{43}=?$/;
const isKey = (text: string): boolean => HEX_KEY.test(text) || BASE64_KEY.test(text);
const decodeKey = (text: string): Buffer => Buffer.from(text, HEX_KEY.test(text) ? "hex" : "base64");
const EncryptionKeys = z
  .string()
  .transform((text) => text.split(",").map((key) => key.trim()))
  .refine(
    (texts) => texts.every(isKey),
    `must be ${KEY_BYTES} random bytes in base64 or hex, e.g. from \`openssl rand -base64 ${KEY_BYTES}\`; a new one stands before the old one, with a comma between.`,
  )
  .transform(([first = "", ...others]): [Buffer, ...Buffer[]] => [decodeKey(first), ...others.map(decodeKey)]);
const levels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
const LogLevel = z.enum(levels, `must be one of ${levels.join(", ")}.`);

/** Empty where it is not percent-encoded as it should be. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

/** Reads variables one by one and collects what is wrong with them, so that a person learns of everything at once. */
function createReader(env: Environment) {
  const problems: string[] = [];
  const raw = (name: string) => env[name]?.trim() || undefined;

  return {
    problems,
    /** An empty variable counts as not given: that is how .env files leave things out. */
    has: (name: string) => raw(name) !== undefined,
    /** `undefined` when the variable is not given, and when it is wrong (its problem is then noted). */
    read: <T>(name: string, shape: z.ZodType<T, string>): T | undefined => {
      const text = raw(name);
      if (text === undefined) return undefined;
      const parsed = shape.safeParse(text);
      if (parsed.success) return parsed.data;
      problems.push(`${name} ${parsed.error.issues[0]?.message ?? "is not valid."}`);
      return undefined;
    },
  };
}

type Reader = ReturnType<typeof createReader>;

const oauthVariables = ["SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_STATE_SECRET"];

type Access = { readonly botToken: string } | { readonly oauth: OAuthConfig };

/** The one workspace of a bot token, or all that install the app; undefined, with a problem noted, where that is not said. */
function readAccess(reader: Reader, hasDelivery: boolean): Access | undefined {
  const { has, read, problems } = reader;
  const given = oauthVariables.filter(has).join(", ");
  const botToken = read("SLACK_BOT_TOKEN", BotToken);
  const oauth = given === "" ? undefined : readOAuth(reader);
  if (has("SLACK_BOT_TOKEN") && given !== "")
    problems.push(
      `SLACK_BOT_TOKEN contradicts ${given}: a bot token is for one workspace, the others are for several. Leave one or the other out.`,
    );
  if (has("SLACK_BOT_TOKEN") || given !== "") return botToken === undefined ? oauth && { oauth } : { botToken };
  problems.push(
    hasDelivery
      ? "SLACK_BOT_TOKEN is missing. Set it to the app's bot token (Slack app settings, OAuth & Permissions), or run `npm run sandbox`, which needs no account."
      : "No Slack credentials. Set SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET (README.md, “In your workspace”), or run `npm run sandbox`, which needs no account.",
  );
  return undefined;
}

function readOAuth({ has, read, problems }: Reader): OAuthConfig | undefined {
  const clientId = read("SLACK_CLIENT_ID", ClientId);
  const clientSecret = read("SLACK_CLIENT_SECRET", ClientSecret);
  const stateSecret = read("SLACK_STATE_SECRET", StateSecret);
  const missing = oauthVariables.filter((name) => !has(name));
  if (missing.length > 0)
    problems.push(
      `${missing.join(" and ")} missing beside ${oauthVariables.filter(has).join(" and ")}. Set all three to let workspaces install the app, or none.`,
    );
  for (const [name, mend] of Object.entries(NEEDED_FOR_OAUTH)) if (!has(name)) problems.push(`${name} ${mend}`);
  const shared = clarifaiVariables.filter(has);
  if (shared.length > 0)
    problems.push(
      `${shared.join(", ")}: one account for all workspaces would show each what is the others'. Leave ${shared.join(", ")} out: an admin of each workspace connects its own with /task connect.`,
    );
  if (clientId === undefined || clientSecret === undefined || stateSecret === undefined) return undefined;
  return { clientId, clientSecret, stateSecret };
}

const NEEDED_FOR_OAUTH = {
  PUBLIC_URL: "is missing: workspaces install the app at this address, e.g. https://labeldesk.example.com.",
  ENCRYPTION_KEY: "is missing: it encrypts the tokens of the workspaces, e.g. `openssl rand -base64 32`.",
};

function readSlack(reader: Reader): SlackConfig | undefined {
  const { has, read, problems } = reader;
  const hasDelivery = has("SLACK_SIGNING_SECRET") || has("SLACK_APP_TOKEN");
  const access = readAccess(reader, hasDelivery);
  const appToken = read("SLACK_APP_TOKEN", AppToken);
  const signingSecret = read("SLACK_SIGNING_SECRET", SigningSecret);
  const apiUrl = has("SLACK_API_URL") ? read("SLACK_API_URL", SlackApiUrl) : "https://slack.com/api/";

  const hasAccess = has("SLACK_BOT_TOKEN") || oauthVariables.some(has);
  if (hasAccess && !hasDelivery)
    problems.push(
      "SLACK_SIGNING_SECRET is missing. Set it (Slack app settings, Basic Information), or set SLACK_APP_TOKEN to use Socket Mode.",
    );

  if (access === undefined || apiUrl === undefined) return undefined;
  if (appToken !== undefined) return { mode: "socket", ...access, appToken, apiUrl };
  if (signingSecret !== undefined) return { mode: "http", ...access, signingSecret, apiUrl };
  return undefined;
}

const clarifaiVariables = ["CLARIFAI_PAT", "CLARIFAI_USER_ID", "CLARIFAI_APP_ID"];

function readTasks({ has, read, problems }: Reader): TasksConfig | undefined {
  const pat = read("CLARIFAI_PAT", ClarifaiPat);
  const userId = read("CLARIFAI_USER_ID", ClarifaiId);
  const appId = read("CLARIFAI_APP_ID", ClarifaiId);
  const apiUrl = has("CLARIFAI_API_URL") ? read("CLARIFAI_API_URL", ClarifaiApiUrl) : "https://api.clarifai.com";

  const missing = clarifaiVariables.filter((name) => !has(name));
  if (missing.length === clarifaiVariables.length) return apiUrl === undefined ? undefined : { kind: "local", apiUrl };
  if (missing.length > 0) {
    const given = clarifaiVariables.filter(has);
    problems.push(
      `${missing.join(" and ")} missing beside ${given.join(" and ")}. Set all three to use Clarifai, or none to use the local tasks service.`,
    );
  }
  if (pat === undefined || userId === undefined || appId === undefined || apiUrl === undefined) return undefined;
  return { kind: "clarifai", pat, userId, appId, apiUrl };
}

function readDatabase({ has, read }: Reader): DatabaseConfig | undefined {
  if (!has("DATABASE_URL")) return { kind: "sqlite", dir: read("DATA_DIR", z.string()) ?? "./data" };
  const url = read("DATABASE_URL", DatabaseUrl);
  return url === undefined ? undefined : { kind: "postgres", url };
}

function readTracing({ has, read, problems }: Reader): TracingConfig | undefined {
  const headers = read("OTEL_EXPORTER_OTLP_HEADERS", OtlpHeaders) ?? {};
  const serviceName = read("OTEL_SERVICE_NAME", z.string()) ?? "labeldesk";
  const endpoint = read("OTEL_EXPORTER_OTLP_ENDPOINT", OtlpEndpoint);
  if (has("OTEL_EXPORTER_OTLP_HEADERS") && !has("OTEL_EXPORTER_OTLP_ENDPOINT"))
    problems.push(
      "OTEL_EXPORTER_OTLP_HEADERS is for traces. Set OTEL_EXPORTER_OTLP_ENDPOINT to where they go, or leave both out.",
    );
  return endpoint === undefined ? undefined : { endpoint, headers, serviceName };
}

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

/** In the ways in which a key may have been given. */
const spellingsOf = (key: Buffer): readonly string[] => [
  key.toString("base64url"),
  key.toString("base64").replace(/=$/, ""),
  key.toString("hex"),
  key.toString("hex").toUpperCase(),
];
