import { type UsersInfoResponse, WebAPIPlatformError, type WebClient } from "@slack/web-api";
import type { Person } from "../domain/person.ts";
import { limitConcurrency } from "./limit-concurrency.ts";

/** users.info allows 100 calls a minute; a form with many people must not spend them in one burst of parallel calls. */
const CALLS_AT_ONCE = 8;
/**
 * More questions than these at once are answered by listing everybody: of users.info Slack takes 100 calls a minute, of
 * users.lookupByEmail 50, of users.list 20 with 1,000 people each.
 */
const MANY = 20;
const LIST_PAGE = 1_000;
/** A larger workspace is listed in part; the others are asked for one by one. */
const MAX_LIST_PAGES = 5;
/** An id that Slack does not know now may be somebody's in a minute: a colleague who has just joined. */
const MISS_TTL_MS = 60_000;
/** Oldest entries go first beyond this: a bound for memory, not for a workspace. */
const MAX_ENTRIES = 10_000;

const unknownPerson = new Set(["user_not_found", "user_not_visible", "users_not_found"]);

/**
 * The workspace's people, by users.info, remembered for `ttlMs`. Calls for one id that are under way are joined. `find` gives
 * undefined for an id that Slack does not know, and rejects when Slack does not answer; that is not remembered.
 */
export function createPeopleDirectory(client: WebClient, { now, ttlMs }: { now: () => Date; ttlMs: number }) {
  const remembered = new Map<string, { person: Person | undefined; until: number }>();
  const underWay = new Map<string, Promise<Person | undefined>>();
  const inTurn = limitConcurrency(CALLS_AT_ONCE);

  async function ask(key: string, question: () => Promise<Person | undefined>): Promise<Person | undefined> {
    try {
      const person = await inTurn(question);
      remember(key, person);
      return person;
    } finally {
      underWay.delete(key);
    }
  }

  let listing: Promise<void> | undefined;
  let listedAt = Number.NEGATIVE_INFINITY;

  /** Fills the memory with everybody, once for all who ask at the same time. What cannot be listed is asked for one by one. */
  function listEverybody(): Promise<void> {
    if (listing) return listing;
    if (now().getTime() < listedAt + Math.min(ttlMs, MISS_TTL_MS)) return Promise.resolve();
    listing = fetchEverybody(client, (person) => {
      remember(person.id, person);
      // As users.lookupByEmail, which finds active members only.
      if (person.email !== undefined && person.isActive) remember(person.email.toLowerCase(), person);
    })
      // Each question that is asked by itself then says what is wrong.
      .catch(() => undefined)
      .finally(() => {
        listedAt = now().getTime();
        listing = undefined;
      });
    return listing;
  }

  const askAmongMany = async (
    key: string,
    question: () => Promise<Person | undefined>,
  ): Promise<Person | undefined> => {
    await listEverybody();
    const known = remembered.get(key);
    return known && now().getTime() < known.until ? known.person : question();
  };

  /** Ids and e-mail addresses share one memory: an address holds an @, an id does not. */
  function look(key: string, question: () => Promise<Person | undefined>): Promise<Person | undefined> {
    const known = remembered.get(key);
    if (known && now().getTime() < known.until) return Promise.resolve(known.person);
    const isOneOfMany = underWay.size >= MANY;
    const joined = underWay.get(key) ?? ask(key, isOneOfMany ? () => askAmongMany(key, question) : question);
    underWay.set(key, joined);
    return joined;
  }

  function remember(key: string, person: Person | undefined): void {
    remembered.delete(key); // to the end of the map's order
    remembered.set(key, { person, until: now().getTime() + (person ? ttlMs : Math.min(ttlMs, MISS_TTL_MS)) });
    const [oldest] = remembered.keys();
    if (remembered.size > MAX_ENTRIES && oldest !== undefined) remembered.delete(oldest);
  }

  return {
    find: (id: string): Promise<Person | undefined> => look(id, () => findOnSlack(client, id)),
    /** By users.lookupByEmail, which finds active members only. */
    findByEmail: (email: string): Promise<Person | undefined> =>
      look(email.toLowerCase(), () => findByEmailOnSlack(client, email)),
  };
}

/** Tells of everybody in the workspace, page by page. Rejects when Slack does not answer. */
async function fetchEverybody(client: WebClient, tell: (person: Person) => void): Promise<void> {
  let cursor = "";
  for (let page = 0; page < MAX_LIST_PAGES; page += 1) {
    const answer = await client.users.list({ limit: LIST_PAGE, ...(cursor !== "" && { cursor }) });
    for (const member of answer.members ?? []) if (member.id !== undefined) tell(toPerson(member.id, member));
    cursor = answer.response_metadata?.next_cursor ?? "";
    if (cursor === "") return;
  }
}

async function findOnSlack(client: WebClient, id: string): Promise<Person | undefined> {
  try {
    const { user } = await client.users.info({ user: id });
    return user && toPerson(id, user);
  } catch (error) {
    if (error instanceof WebAPIPlatformError && unknownPerson.has(error.data.error)) return undefined;
    throw error;
  }
}

async function findByEmailOnSlack(client: WebClient, email: string): Promise<Person | undefined> {
  try {
    const { user } = await client.users.lookupByEmail({ email });
    return user?.id === undefined ? undefined : toPerson(user.id, user);
  } catch (error) {
    if (error instanceof WebAPIPlatformError && unknownPerson.has(error.data.error)) return undefined;
    throw error;
  }
}

function toPerson(id: string, user: NonNullable<UsersInfoResponse["user"]>): Person {
  const { profile } = user;
  return {
    id,
    name: [profile?.display_name, profile?.real_name, user.real_name].find((name) => name?.trim()) ?? id,
    ...(profile?.email && { email: profile.email }),
    ...(user.tz && { timeZone: user.tz }),
    isAdmin: user.is_admin === true || user.is_owner === true,
    // Slackbot says that it is none.
    isBot: user.is_bot === true || id === "USLACKBOT",
    isActive: user.deleted !== true,
  };
}
