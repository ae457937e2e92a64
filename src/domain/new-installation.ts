/** What Slack gives whoever installs the app. */
export type NewInstallation = {
  /** A workspace; or an organization, for all workspaces of which it is installed then. */
  readonly team: string;
  /** The organization, where it is installed to the whole of it. */
  readonly org?: string;
  readonly name: string;
  readonly token: string;
  readonly botId?: string;
  readonly userId?: string;
  /** Who has installed it (Slack user id), where Slack says so. */
  readonly by?: string;
};
