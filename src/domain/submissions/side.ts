/** An app of an account on the other side. */
type Account = { readonly userId: string; readonly appId: string };

/**
 * With which labeling side something was begun: the local service, the account that admins have connected, or the one that the
 * configuration has. The first two can change while the app is running.
 */
export const SIDE = {
  local: "local",
  connected: ({ userId, appId }: Account): string => `connected/${userId}/${appId}`,
  configured: ({ userId, appId }: Account): string => `configured/${userId}/${appId}`,
};

/** Whether an admin can connect another side in the place of this one. */
export const canChange = (side: string): boolean => side === SIDE.local || side.startsWith("connected/");

/** Something was to be begun with a side that the workspace has left by now: another replica has connected it with another one. */
export class SideChanged extends Error {
  override readonly name = "SideChanged";

  constructor(team: string) {
    super(`the labeling side of ${team} is another one by now`);
  }
}
