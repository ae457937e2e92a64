import type { webApi } from "@slack/bolt";
import { buildAppHome } from "../../views/home/app-home.ts";
import type { UseCases } from "../shared/use-cases.ts";

/** Brings the App Homes of those of `people` up to date who look at theirs: for what changes without an event of the outbox. */
export async function publishHomes(
  { homes }: Pick<UseCases, "homes">,
  client: webApi.WebClient,
  team: string,
  people: readonly string[],
): Promise<void> {
  for (const person of await homes.readersAmong(team, [...new Set(people)])) {
    await client.views.publish({ user_id: person, view: buildAppHome(await homes.reload(team, person)) });
  }
}
