import { type NoHand, NoHandError } from "../../domain/labeling/no-hand.ts";
import { type TaskSite, taskPage } from "../../domain/task-link.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import type { Accounts } from "../people/accounts.ts";
import type { OwnKey, OwnKeys } from "../people/own-keys.ts";
import type { Hand, Hands } from "./hands.ts";

const NO_ENCRYPTION_KEY =
  "Labeling and reviewing here needs a key of your own, and this Labeldesk keeps none: an admin must set ENCRYPTION_KEY first. Until then this task is labeled on Clarifai’s own page.";
const NO_ACCOUNT = "No account on Clarifai is known to be yours: link it first, here or with /task link.";
const NO_KEY =
  "Labeldesk labels and reviews under your name, and for that it needs a key of yours: enter a personal access token once, here or with /task link. Or go on on Clarifai’s own page.";
const GUESTS =
  "Labeldesk labels and reviews under a key of one’s own, and keeps none of guests: go on on Clarifai’s own page. A lead can ask a workspace admin to make you a member.";
const REFUSED = "Clarifai does not take your key any more: enter a new one, here or with /task link.";

/** On Clarifai: everybody acts by the key that they have given with `/task link`, and whoever has given none on Clarifai's own page. */
export function createClarifaiHands(deps: {
  ownKeys: Pick<OwnKeys, "canKeep" | "find" | "accountOf">;
  accounts: Pick<Accounts, "resolve">;
  /** Slack user id: guests link no accounts and give no keys (handlers/delivery/guest-doors.ts). */
  isGuest: (person: string) => Promise<boolean>;
  /** The calls under somebody's key. */
  connect: (own: OwnKey) => Hand;
  site: TaskSite;
}): Hands {
  const { ownKeys, accounts, isGuest, connect, site } = deps;

  async function missing(team: string, person: string, taskId: string): Promise<NoHand | undefined> {
    const url = taskPage(site, taskId);
    if (!ownKeys.canKeep) return { why: NO_ENCRYPTION_KEY, url };
    const account = (await accounts.resolve(team, [person], "interactive"))[person] ?? null;
    if (account !== null && (await ownKeys.accountOf(team, person)) === account) return undefined;
    if (await isGuest(person)) return { why: GUESTS, url };
    if (account === null) return { why: NO_ACCOUNT, mend: "account" };
    return { why: NO_KEY, url, mend: "key" };
  }

  /** What somebody is told whose key is missing or not good: what they can give, where they may. */
  const tell = async (person: string, why: string): Promise<NoHand> =>
    (await isGuest(person)) ? { why: GUESTS } : { why, mend: "key" };

  return {
    missing,
    async as(team, person, work) {
      const own = await ownKeys.find(team, person);
      if (!own) throw new NoHandError(await tell(person, NO_KEY), { code: "unauthorized", call: "PutTaskAssignments" });
      try {
        return await work(connect(own));
      } catch (error) {
        if (!(error instanceof TasksApiError)) throw error;
        const why = whyRefused(error);
        if (why === undefined) throw error;
        throw new NoHandError(await tell(person, why), error, { cause: error });
      }
    },
  };
}

/** What the key has to do with it; undefined where it is something else. */
function whyRefused({ code, description }: TasksApiError): string | undefined {
  if (code === "unauthorized") return REFUSED;
  if (code !== "forbidden") return undefined;
  const said = description === undefined ? "" : ` It says: “${description.slice(0, 300)}”.`;
  return `Clarifai does not let your key do this.${said} If the key has not all scopes, make one that has, and enter it here or with /task link.`;
}
