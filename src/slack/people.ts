import { type UsersInfoResponse, WebAPIPlatformError, type WebClient } from "@slack/web-api";
import type { Person } from "../domain/person.ts";
import { limitConcurrency } from "./limit-concurrency.ts";

/** users.info allows 100 calls a minute; a form with many people must not spend them in one burst of parallel calls. */
const CALLS_AT_ONCE = 8;
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

  /** Ids and e-mail addresses share one memory: an address holds an @, an id does not. */
  function look(key: string, question: () => Promise<Person | undefined>): Promise<Person | undefined> {
    const known = remembered.get(key);
    if (known && now().getTime() < known.until) return Promise.resolve(known.person);
    const joined = underWay.get(key) ?? ask(key, question);
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
