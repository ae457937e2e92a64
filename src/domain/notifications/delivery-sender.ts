/** Where the app is installed: a workspace, or every workspace of an organization. */
export type Installation = {
  readonly team: string;
  /** The organization, where the app is installed to the whole of it. */
  readonly enterprise?: string;
};

/** A payload as it came: nothing in it is certain. */
export type DeliveryBody = Readonly<Record<string, unknown>>;

/**
 * The workspace whose installation a delivery is for; undefined when it names none. A form that somebody of another workspace
 * sends from a shared channel carries their `team`, an event the hosting workspace's `team_id`: the view and the authorization
 * say whose app is meant (docs.slack.dev/apis/slack-connect).
 */
export function installationOf(body: DeliveryBody): string | undefined {
  const stated =
    "event" in body
      ? [textIn(authorizationIn(body), "team_id"), textIn(body, "team_id"), textIn(body, "enterprise_id")]
      : [
          textIn(body["view"], "app_installed_team_id"),
          textIn(body, "team_id"),
          textIn(body["team"], "id"),
          textIn(body["user"], "team_id"),
        ];
  const ids = stated.filter((id) => id !== undefined);
  // Where the app is installed to a whole organization, that stands in the place of the workspace.
  return ids.find((id) => !id.startsWith(ORGANIZATION)) ?? ids[0];
}

/** What ids of organizations begin with; those of workspaces begin with T. */
const ORGANIZATION = "E";

/** The organization whose installation a delivery is for; undefined where a workspace has its own. */
export function organizationOf(body: DeliveryBody): string | undefined {
  const told = "event" in body ? authorizationIn(body) : body;
  const isOfOrganization = valueIn(told, "is_enterprise_install");
  // A command is a form, in which everything is text.
  if (isOfOrganization !== true && isOfOrganization !== "true") return undefined;
  return textIn(told, "enterprise_id") ?? textIn(body["enterprise"], "id");
}

const authorizationIn = (body: DeliveryBody): unknown =>
  Array.isArray(body["authorizations"]) ? body["authorizations"][0] : undefined;

/** Who did something, by Slack user id; undefined for what Slack itself tells the app. */
export function senderOf(body: DeliveryBody): string | undefined {
  if ("event" in body) return textIn(body["event"], "user") ?? textIn(valueIn(body["event"], "user"), "id");
  return textIn(body, "user_id") ?? textIn(body["user"], "id");
}

/**
 * Whether a payload itself says that the sender is of another workspace. With an installation to a whole organization only the
 * directory can tell, since its workspaces are many.
 */
export function isFromElsewhere(body: DeliveryBody, { team, enterprise }: Installation): boolean {
  if (enterprise !== undefined) return false;
  const { event, user } = body;
  const told =
    "event" in body
      ? [textIn(event, "user_team"), textIn(event, "source_team"), textIn(valueIn(event, "user"), "team_id")]
      : [textIn(body, "team_id"), textIn(body["team"], "id"), textIn(user, "team_id")];
  // An organization stands in the place of one of its workspaces, ours perhaps: the directory tells.
  return told.some((one) => one !== undefined && one !== team && !one.startsWith(ORGANIZATION));
}

function valueIn(of: unknown, key: string): unknown {
  return typeof of === "object" && of !== null ? Reflect.get(of, key) : undefined;
}

function textIn(of: unknown, key: string): string | undefined {
  const value = valueIn(of, key);
  return typeof value === "string" && value !== "" ? value : undefined;
}
