import type { Log } from "../../domain/log.ts";
import { createAnswers } from "../../domain/memory.ts";
import { groupByEmail, type WhyNone } from "../../domain/people/account-of-person.ts";
import { type Account, belongs, canBeAssigned, type Person } from "../../domain/people/person.ts";
import type { Haste } from "../../domain/task.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import type { LinkStore, PeopleDirectory, TasksGateway } from "../ports.ts";

/** Who the people in Slack are on the labeling side. */
export type Accounts = {
  /** How the labeling side is called in sentences, e.g. "Clarifai". */
  readonly otherSide: string;
  /** False where everybody is known by their Slack id, so that there is nothing to link. */
  readonly canLink: boolean;
  /** The account of each person, `null` for somebody without one and for who is not of the workspace. Rejects with `TasksApiError` when the other side does not answer. */
  resolve(
    team: string,
    people: readonly string[],
    haste: Haste,
    options?: AskOptions,
  ): Promise<Record<string, string | null>>;
  /** Why `resolve` gives them none. */
  whyNone(team: string, people: readonly string[], haste: Haste): Promise<WhyNone>;
  /**
   * Who the accounts are: a name for each, and the person in Slack where there is one. Never rejects for want of an answer:
   * an account that nobody can be asked about is called by its id. Unless it is to be sure: for what is told once, to those alone who
   * are found now.
   */
  identify(
    team: string,
    accounts: readonly string[],
    options?: IdentifyOptions,
  ): Promise<Readonly<Record<string, Identity>>>;
  /** Makes sure that the other side knows these accounts, where that is ours to do. */
  ensure(accounts: readonly string[], timeoutMs: number): Promise<void>;
  /** The accounts that somebody can be linked to. */
  list(haste: Haste, options?: AskOptions): Promise<readonly Account[]>;
};

/** `askAgain`: a person has sent something and waits, so a failure of a moment ago is not repeated from memory. */
export type AskOptions = { readonly askAgain?: boolean };

/** `haste`: how long the other side is asked; in the background where it is to be sure and nobody waits. */
export type IdentifyOptions = { readonly isSure?: boolean; readonly haste?: Haste };

/** An account as people know it; `person` is the Slack user id of somebody who is of the workspace. */
export type Identity = { readonly name: string; readonly person?: string };

/** How long the list of collaborators is taken for current; while somebody types, also how long a failure to fetch it is. */
const LIST_TTL_MS = 60_000;
const FAILURE_TTL_MS = 10_000;

/** Whether somebody can be given a task. While Slack does not tell, they are taken for one who works. */
const createEligibility =
  ({ people, log }: { people: PeopleDirectory; log: Log }) =>
  async (id: string): Promise<boolean> => {
    try {
      return canBeAssigned(await people.find(id));
    } catch (err) {
      log.warn({ err, person: id }, "Slack does not tell about a person; they are taken for one who works");
      return true;
    }
  };

/**
 * With Clarifai: a link made by `/task link`, else the same e-mail as a collaborator's or the owner's. Where several
 * accounts have that e-mail, none is taken: whoever is meant is linked.
 */
export function createClarifaiAccounts(deps: {
  tasks: Pick<TasksGateway, "listAccounts">;
  links: Pick<LinkStore, "findMany" | "findPeople">;
  people: PeopleDirectory;
  now: () => Date;
  log: Log;
}): Accounts {
  const answers = createAnswers<readonly Account[]>({
    keepMs: LIST_TTL_MS,
    keepFailureMs: FAILURE_TTL_MS,
    most: 1,
    now: deps.now,
  });

  const list = (haste: Haste, { askAgain = false }: AskOptions = {}): Promise<readonly Account[]> =>
    answers.ask("", () => deps.tasks.listAccounts(haste), { unlessFailed: askAgain });

  const findPerson = async (
    linked: string | undefined,
    email: string | undefined,
    isSure: boolean,
  ): Promise<Person | undefined> => {
    try {
      if (linked !== undefined) return await deps.people.find(linked);
      return email === undefined ? undefined : await deps.people.findByEmail(email);
    } catch (err) {
      if (isSure) throw err;
      deps.log.warn({ err }, "an account is shown without its person");
      return undefined;
    }
  };

  const isEligible = createEligibility(deps);

  return {
    otherSide: "Clarifai",
    canLink: true,
    list,
    ensure: async () => {},
    identify: async (team, ids, { isSure = false, haste = isSure ? "background" : "interactive" } = {}) => {
      const [linked, known] = await Promise.all([
        deps.links.findPeople(team, ids),
        list(haste).catch((err: unknown) => {
          if (isSure && !mayNotList(err)) throw err;
          deps.log.warn({ err }, "accounts are called by their ids");
          return [];
        }),
      ]);
      const byId = new Map(known.map((account) => [account.id, account]));
      const identities = ids.map(async (id): Promise<[string, Identity]> => {
        const account = byId.get(id);
        const person = await findPerson(linked.get(id), account?.email, isSure);
        return [id, toIdentity(person, account?.name ?? id)];
      });
      return Object.fromEntries(await Promise.all(identities));
    },
    resolve: async (team, people, haste, options) => {
      if (people.length === 0) return {};
      const [linked, accounts] = await Promise.all([deps.links.findMany(team, people), list(haste, options)]);
      const byEmail = groupByEmail(accounts);
      const found = await Promise.all(
        people.map(async (person) => {
          const link = linked.get(person);
          if (link !== undefined) return [person, (await isEligible(person)) ? link : null] as const;
          const known = await deps.people.find(person);
          const [account, ...others] = canBeAssigned(known) ? byEmail(known?.email) : [];
          return [person, account !== undefined && others.length === 0 ? account : null] as const;
        }),
      );
      return Object.fromEntries(found);
    },
    whyNone: async (team, people, haste) => {
      if (people.length === 0) return {};
      const [linked, accounts] = await Promise.all([deps.links.findMany(team, people), list(haste)]);
      const byEmail = groupByEmail(accounts);
      const why: Record<string, WhyNone[string]> = {};
      await Promise.all(
        people.map(async (person) => {
          const same = linked.has(person) ? [] : byEmail((await deps.people.find(person))?.email);
          if (!(await isEligible(person))) why[person] = { kind: "foreign" };
          else if (same.length > 1) why[person] = { kind: "several", accounts: same };
        }),
      );
      return why;
    },
  };
}

/** A key that may not list anybody: who is linked is all that will ever be known. */
const mayNotList = (error: unknown): boolean => error instanceof TasksApiError && error.code === "forbidden";

const toIdentity = (person: Person | undefined, otherwise: string): Identity =>
  person && belongs(person) ? { name: person.name, person: person.id } : { name: person?.name ?? otherwise };

/** With the local tasks service: everybody is a user by their Slack id, made a collaborator when a task needs them. */
export function createLocalAccounts(deps: {
  tasks: Pick<TasksGateway, "addCollaborators" | "listAccounts">;
  people: PeopleDirectory;
  log: Log;
}): Accounts {
  const isEligible = createEligibility(deps);
  const find = (id: string, isSure: boolean): Promise<Person | undefined> =>
    deps.people.find(id).catch((err: unknown) => {
      if (isSure) throw err;
      deps.log.warn({ err }, "an account is shown without its person");
      return undefined;
    });

  return {
    otherSide: "the local tasks service",
    canLink: false,
    list: (haste) => deps.tasks.listAccounts(haste),
    identify: async (_team, ids, { isSure = false } = {}) => {
      const identities = ids.map(async (id): Promise<[string, Identity]> => {
        return [id, toIdentity(await find(id, isSure), id)];
      });
      return Object.fromEntries(await Promise.all(identities));
    },
    whyNone: async (_team, people) => {
      const foreign = people.map(async (id) => ((await isEligible(id)) ? [] : [[id, { kind: "foreign" }] as const]));
      return Object.fromEntries((await Promise.all(foreign)).flat());
    },
    ensure: (accounts, timeoutMs) =>
      accounts.length > 0 ? deps.tasks.addCollaborators(accounts, { timeoutMs }) : Promise.resolve(),
    // What would be assigned to somebody who is let in to nothing, or to an app, would lie with nobody.
    resolve: async (_team, people) => {
      const accounts = people.map(async (id) => [id, (await isEligible(id)) ? id : null] as const);
      return Object.fromEntries(await Promise.all(accounts));
    },
  };
}
