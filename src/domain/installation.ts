import type { Sealed } from "./secrets.ts";

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

/** The app in a workspace, or in all of an organization; `sealed` is its token, undefined where the organization's is used. */
export type KeptInstallation = {
  readonly team: string;
  /** The organization whose installation it is, or is covered by. */
  readonly org: string | undefined;
  readonly name: string;
  readonly botId: string | undefined;
  readonly userId: string | undefined;
  readonly sealed: Sealed | undefined;
  /** Another one for each time that it was installed. */
  readonly revision: string;
  readonly installedAt: Date;
};
