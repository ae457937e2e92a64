import type { Store } from "../store/store.ts";
import { LOCAL_OWNER } from "./local-tasks.ts";
import type { Shared } from "./open-shared.ts";
import type { Seats } from "./seats.ts";

/** Deletes all that is kept of a workspace, unless its installation is another one by now than this, or none: false then. */
export type Forget = (team: string, installation: string | undefined) => Promise<boolean>;

/**
 * What is deleted when a workspace has removed the app. What it keeps in the local tasks service goes first, whichever side it works with:
 * the row of its installation, which goes last, is by what that is found again after a crash. In an app with one token, inputs and labels
 * there are of whoever runs it, and stay.
 */
export function createForgetting({
  store,
  localTasks,
  seats,
}: Pick<Shared, "localTasks"> & {
  store: { readonly installations: Pick<Store["installations"], "find"> } & Pick<Store, "forgetTeam">;
  seats: Pick<Seats, "areFixed">;
}): Forget {
  if (seats.areFixed) return store.forgetTeam;

  const isLast = async (team: string, installation: string | undefined): Promise<boolean> =>
    (await store.installations.find(team))?.revision === installation;

  return async (team, installation) => {
    if (!(await isLast(team, installation))) return false;
    const { service } = await localTasks();
    await service.forgetApp(LOCAL_OWNER, team);
    if (await isLast(team, installation)) return store.forgetTeam(team, installation);
    // What was installed between the two looks may already work with what has gone: it begins with nothing.
    await service.ensureApp(LOCAL_OWNER, team);
    return false;
  };
}
