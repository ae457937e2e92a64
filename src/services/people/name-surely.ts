import type { Log } from "../../domain/log.ts";
import type { Haste } from "../../domain/task.ts";
import type { Accounts, Identity } from "./accounts.ts";

/**
 * Who the accounts are; undefined where that cannot be said of each of them at this moment. For what is told once, to those alone who
 * are found now: whoever is left out of it would never hear of it.
 */
export async function nameSurely(
  accounts: Pick<Accounts, "identify">,
  team: string,
  ids: readonly string[],
  { haste, log, task }: { haste: Haste; log: Log; task?: string },
): Promise<Readonly<Record<string, Identity>> | undefined> {
  if (ids.length === 0) return {};
  try {
    return await accounts.identify(team, ids, { isSure: true, haste });
  } catch (err) {
    log.warn({ err, team, ...(task !== undefined && { task }) }, "not everybody concerned can be named now");
    return undefined;
  }
}
