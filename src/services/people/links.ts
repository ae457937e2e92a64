import type { Log } from "../../domain/log.ts";
import { groupByEmail, sharedAccounts } from "../../domain/people/account-of-person.ts";
import { canBeAssigned, type FindName } from "../../domain/people/person.ts";
import { err, ok, type Result } from "../../domain/result.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import { describeFault } from "../../domain/tasks-api-fault.ts";
import type { KeyOwner, LinkStore, PeopleDirectory } from "../ports.ts";
import type { Accounts } from "./accounts.ts";
import type { OwnKeys } from "./own-keys.ts";

/** What is asked for: somebody, and the account named by an admin, found by e-mail, or proved by a key. */
export type LinkRequest = {
  readonly team: string;
  /** Who asks. */
  readonly by: string;
  /** Who is to be linked. */
  readonly person: string;
  readonly account?: string;
  /** Proves whose account it is, and is kept sealed where that is possible; never logged. */
  readonly key?: string;
};

export type LinkField = "person" | "account" | "key";
/** The link that was made; `isKeyKept`: with the key that was given, for labeling and reviewing. */
export type Linked = { readonly account: string; readonly isKeyKept: boolean };
export type LinkProblem = { readonly field: LinkField; readonly message: string };

/** Those of Clarifai have 32 characters. */
const MAX_KEY = 200;

export type Links = ReturnType<typeof createLinks>;

/** Links people in Slack with accounts. Nobody links themselves to somebody else. */
export function createLinks(deps: {
  links: Pick<LinkStore, "findPerson" | "save">;
  accounts: Pick<Accounts, "otherSide" | "canLink" | "list" | "resolve">;
  people: Pick<PeopleDirectory, "find">;
  findName: FindName;
  keyOwner: KeyOwner;
  ownKeys: Pick<OwnKeys, "canKeep" | "keep" | "accountOf" | "forget">;
  /** Somebody has given a key: what waited for one goes on. */
  whenKept: (person: string) => Promise<void>;
  log: Log;
}) {
  const { links, accounts, people, findName, keyOwner, ownKeys, whenKept, log } = deps;

  /** Makes the link, or says on which field what stands in its way. */
  async function link(request: LinkRequest): Promise<Result<Linked, LinkProblem>> {
    const refuse = (field: LinkField, message: string) => err({ field, message });
    try {
      const asking = await people.find(request.by, { anew: true });
      const person = request.person === request.by ? asking : await people.find(request.person);
      if (!person || !asking)
        return refuse("person", "Slack does not know this person: choose somebody of this workspace.");
      if (asking.standing !== undefined)
        return refuse("person", "Only members of this workspace link accounts: ask a workspace admin.");
      if (!canBeAssigned(person))
        return refuse("person", `${person.name} is not a member or guest of this workspace: choose somebody who is.`);
      if (request.by !== request.person && !asking.isAdmin)
        return refuse(
          "person",
          `Only a workspace admin can link another person: ask an admin, or ask ${person.name} to run /task link.`,
        );

      if (request.key) {
        if (request.key.length > MAX_KEY)
          return refuse("key", `A personal access token has ${MAX_KEY} characters at most: copy it again.`);
        if (request.by !== request.person)
          return refuse(
            "key",
            "A key proves who you are, so it links only yourself: choose an account for another person.",
          );
        return await linkByKey(request, request.key);
      }
      const known = await accounts.list("interactive", { askAgain: true });
      const own = groupByEmail(known)(person.email);
      if (request.account === undefined && own.length > 1)
        return refuse(
          "account",
          `${sharedAccounts(person.name, own, accounts.otherSide)}: choose the one that is meant.`,
        );
      const id = request.account ?? own[0];
      const wanted = known.find((each) => each.id === id);
      if (!wanted && request.account === undefined)
        return refuse(
          "account",
          `No account on ${accounts.otherSide} has the e-mail of ${person.name}: choose the account, or enter a key.`,
        );
      if (!wanted)
        return refuse(
          "account",
          `${request.account} is not a collaborator of the app on ${accounts.otherSide}: invite them there first.`,
        );
      if (!asking.isAdmin && !own.includes(wanted.id))
        return refuse(
          "account",
          "This account has another e-mail than you have in Slack: enter its key to prove that it is yours, or ask a workspace admin.",
        );
      return await save(request, wanted.id);
    } catch (error) {
      if (!(error instanceof TasksApiError)) throw error;
      if (request.key && error.code === "unauthorized")
        return refuse(
          "key",
          `${accounts.otherSide} does not know this key: copy a personal access token from your account settings there.`,
        );
      return refuse(request.key ? "key" : "account", describeFault(error, accounts.otherSide));
    }
  }

  /** A key that is kept acts for the person from then on: it must be of the account that they have here, or that they name. */
  async function linkByKey(request: LinkRequest, key: string): Promise<Result<Linked, LinkProblem>> {
    const { team, person } = request;
    const owner = await keyOwner(key);
    if (!ownKeys.canKeep) return save(request, owner.id);
    const expected = request.account ?? (await current(team, person));
    if (expected !== null && expected !== owner.id) {
      const message = `This is a key of ${owner.id}, and you are ${expected} on ${accounts.otherSide}: enter a key of ${expected}, or choose ${owner.id} as the account where it is yours too.`;
      return err({ field: "key", message });
    }
    const linked = await save(request, owner.id);
    if (!linked.ok) return linked;
    await ownKeys.keep({ team, person }, { account: owner.id, key });
    await whenKept(person);
    return ok({ ...linked.value, isKeyKept: true });
  }

  async function save({ team, person, by }: LinkRequest, account: string): Promise<Result<Linked, LinkProblem>> {
    const other = await links.findPerson(team, account);
    if (other !== undefined && other !== person) {
      const name = (await findName(other)) ?? other;
      return err({
        field: "account",
        message: `${account} is linked to ${name} already: an admin can link ${name} to another account first.`,
      });
    }
    await links.save({ team, person, account, linkedBy: by });
    return ok({ account, isKeyKept: false });
  }

  /** Whom this person is linked to now, by a link or by e-mail; null for nobody. */
  async function current(team: string, person: string): Promise<string | null> {
    return (await accounts.resolve(team, [person], "interactive"))[person] ?? null;
  }

  /** The account that a person is now, null for none; undefined when nobody says so within that time. */
  async function standingOf(team: string, person: string, withinMs: number): Promise<string | null | undefined> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), withinMs);
    });
    try {
      return await Promise.race([current(team, person), late]);
    } catch (err) {
      if (!(err instanceof TasksApiError)) throw err;
      log.warn({ err, person }, "a window does not say whom somebody is linked to");
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    link,
    current,
    standingOf,
    canLink: accounts.canLink,
    otherSide: accounts.otherSide,
    listAccounts: accounts.list,
    canKeepKeys: ownKeys.canKeep,
    /** The account whose key somebody has given and the app keeps; undefined for nobody's. */
    keptKeyOf: ownKeys.accountOf,
    forgetKey: ownKeys.forget,
  };
}
