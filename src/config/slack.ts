import * as z from "zod";
import { httpUrl, type Reader, secret } from "./reader.ts";
import { clarifaiVariables } from "./tasks.ts";

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

/** `undefined`, with the problems noted, where it is not said how the app reaches Slack. */
export function readSlack(reader: Reader): SlackConfig | undefined {
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
