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
  if ("event" in body) {
    const [first] = Array.isArray(body["authorizations"]) ? body["authorizations"] : [];
    return textIn(first, "team_id") ?? textIn(body, "team_id");
  }
  const stated = textIn(body["view"], "app_installed_team_id");
  return stated ?? textIn(body, "team_id") ?? textIn(body["team"], "id") ?? textIn(body["user"], "team_id");
}

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
  return told.some((one) => one !== undefined && one !== team);
}

function valueIn(of: unknown, key: string): unknown {
  return typeof of === "object" && of !== null ? Reflect.get(of, key) : undefined;
}

function textIn(of: unknown, key: string): string | undefined {
  const value = valueIn(of, key);
  return typeof value === "string" && value !== "" ? value : undefined;
}
