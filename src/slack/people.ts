import { type UsersInfoResponse, WebAPIPlatformError, type WebClient } from "@slack/web-api";
import { createMemory } from "../domain/memory.ts";
import type { Installation } from "../domain/notifications/delivery-sender.ts";
import type { Person } from "../domain/people/person.ts";
import { limitConcurrency } from "../domain/places.ts";
import { callSlack } from "./call-slack.ts";
import { toDeliveryError } from "./to-delivery-error.ts";

/** users.info allows 100 calls a minute; a form with many people must not spend them in one burst of parallel calls. */
const CALLS_AT_ONCE = 8;
/**
 * More questions than these at once are answered by listing everybody: of users.info Slack takes 100 calls a minute, of
 * users.lookupByEmail 50, of users.list 20 with 1,000 people each.
 */
const MANY = 20;
const LIST_PAGE = 1_000;
/** What Slack allows in a minute, in which everybody is listed once at most. Who is not among these 20,000 is asked for by themselves. */
const MAX_LIST_PAGES = 20;
/** More than these are not asked for one by one, when a list of everybody fails or does not hold them: that would take minutes, and all that Slack allows. */
const MAX_ONE_BY_ONE = 300;
/** An id that Slack does not know now may be somebody's in a minute: a colleague who has just joined. */
const MISS_TTL_MS = 60_000;
/** Oldest entries go first beyond this: a bound for memory, not for a workspace. */
const MAX_ENTRIES = 50_000;

/** A person waits behind the question who they are, and a trigger lives three seconds: after this, everybody is listed beside it. */
const PATIENCE_MS = 700;

const unknownPerson = new Set(["user_not_found", "user_not_visible", "users_not_found"]);
/** Where the app may not ask by e-mail, nobody is known by theirs, and whoever waited for an answer would wait forever. */
const unknownByEmail = new Set([...unknownPerson, "missing_scope"]);

/**
 * The workspace's people, by users.info, remembered for `ttlMs`. Calls for one id that are under way are joined. `find` gives
 * undefined for an id that Slack does not know, and rejects with `DeliveryError` when Slack does not answer; that is not remembered.
 */
export function createPeopleDirectory(
  client: WebClient,
  { now, ttlMs, installation }: { now: () => Date; ttlMs: number; installation: Installation },
) {
  const read = (id: string, user: SlackUser): Person => toPerson(id, user, installation);
  /** Ids and e-mail addresses share one memory: an address holds an @, an id does not. `null`: Slack knows nobody. */
  const remembered = createMemory<Person | null>({ keepMs: ttlMs, most: MAX_ENTRIES, now });
  const missMs = Math.min(ttlMs, MISS_TTL_MS);
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
  let listingFault: unknown;
  /** Whether the last list held everybody whom Slack lists. */
  let areAllListed = false;
  let listedAt = Number.NEGATIVE_INFINITY;

  /** Fills the memory with everybody, once for all who ask at the same time. What cannot be listed is asked for one by one. */
  function listEverybody(): Promise<void> {
    if (listing) return listing;
    if (now().getTime() < listedAt + missMs) return Promise.resolve();
    listing = fetchEverybody(client, (id, user) => {
      const person = read(id, user);
      remember(person.id, person);
      // As users.lookupByEmail, which finds active members only.
      if (person.email !== undefined && person.isActive) remember(person.email.toLowerCase(), person);
    })
      .then(
        (isWhole) => {
          listingFault = undefined;
          areAllListed = isWhole;
        },
        // A question that is asked by itself then says what is wrong.
        (fault: unknown) => {
          listingFault = fault;
        },
      )
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
    if (known !== undefined) return known ?? undefined;
    if (underWay.size <= MAX_ONE_BY_ONE) return question();
    if (listingFault !== undefined) throw listingFault;
    return areAllListed ? undefined : question();
  };

  function look(
    key: string,
    question: () => Promise<Person | undefined>,
    { anew = false }: { anew?: boolean } = {},
  ): Promise<Person | undefined> {
    const known = anew ? undefined : remembered.get(key);
    if (known !== undefined) return Promise.resolve(known ?? undefined);
    const isOneOfMany = underWay.size >= MANY;
    const joined = underWay.get(key) ?? ask(key, isOneOfMany ? () => askAmongMany(key, question) : question);
    underWay.set(key, joined);
    return joined;
  }

  const remember = (key: string, person: Person | undefined): void =>
    remembered.set(key, person ?? null, person ? ttlMs : missMs);

  async function askFor(id: string): Promise<Person | undefined> {
    const user = await findOnSlack(client, id);
    return user && read(id, user);
  }

  const find = (id: string, options?: { anew?: boolean }): Promise<Person | undefined> =>
    look(id, () => askFor(id), options);

  /** What a list of everybody says of somebody. Rejects when it does not hold them: they may be beyond its pages. */
  async function findInList(id: string): Promise<Person> {
    await listEverybody();
    const listed = remembered.get(id);
    if (!listed) throw new Error("Slack does not list this person");
    return listed;
  }

  return {
    find,

    /** By users.lookupByEmail, which finds active members only. */
    findByEmail: (email: string): Promise<Person | undefined> =>
      look(email.toLowerCase(), async () => {
        const user = await findByEmailOnSlack(client, email);
        return user?.id === undefined ? undefined : read(user.id, user);
      }),

    /** From memory alone; undefined for somebody who would have to be asked about. */
    known: (id: string): Person | undefined => remembered.get(id) ?? undefined,

    /**
     * As `find`, for what must not be decided without an answer: where users.info fails or is slow, everybody is listed, and
     * where that fails too, what was known last counts. Rejects when nothing is known.
     */
    async findSurely(id: string, options?: { anew?: boolean }): Promise<Person | undefined> {
      const asked = find(id, options);
      const listed = untilFailedOrSlow(asked).then(() => findInList(id));
      try {
        return await Promise.any([asked, listed]);
      } catch (error) {
        const last = remembered.last(id);
        if (last) return last;
        throw error instanceof AggregateError ? error.errors[0] : error;
      }
    },
  };
}

/** Resolves when the question has failed or takes long; never when it was answered in time. */
function untilFailedOrSlow(question: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, PATIENCE_MS);
    question.then(
      () => clearTimeout(timer),
      () => {
        clearTimeout(timer);
        resolve();
      },
    );
  });
}

type SlackUser = NonNullable<UsersInfoResponse["user"]>;

/** Tells of everybody in the workspace, page by page; gives whether they were all. Rejects when Slack does not answer. */
async function fetchEverybody(client: WebClient, tell: (id: string, user: SlackUser) => void): Promise<boolean> {
  let cursor = "";
  for (let page = 0; page < MAX_LIST_PAGES; page += 1) {
    const answer = await callSlack(() => client.users.list({ limit: LIST_PAGE, ...(cursor !== "" && { cursor }) }));
    for (const member of answer.members ?? []) if (member.id !== undefined) tell(member.id, member);
    cursor = answer.response_metadata?.next_cursor ?? "";
    if (cursor === "") return true;
  }
  return false;
}

async function findOnSlack(client: WebClient, id: string): Promise<SlackUser | undefined> {
  try {
    return (await client.users.info({ user: id })).user;
  } catch (error) {
    if (error instanceof WebAPIPlatformError && unknownPerson.has(error.data.error)) return undefined;
    throw toDeliveryError(error);
  }
}

async function findByEmailOnSlack(client: WebClient, email: string): Promise<SlackUser | undefined> {
  try {
    return (await client.users.lookupByEmail({ email })).user;
  } catch (error) {
    if (error instanceof WebAPIPlatformError && unknownByEmail.has(error.data.error)) return undefined;
    throw toDeliveryError(error);
  }
}

function toPerson(id: string, user: SlackUser, installation: Installation): Person {
  const { profile } = user;
  const standing = standingOf(user, installation);
  return {
    id,
    name: [profile?.display_name, profile?.real_name, user.real_name].find((name) => name?.trim()) ?? id,
    ...(profile?.email && { email: profile.email }),
    ...(user.tz && { timeZone: user.tz }),
    isAdmin: user.is_admin === true || user.is_owner === true,
    // Slackbot says that it is none.
    isBot: user.is_bot === true || id === "USLACKBOT",
    isActive: user.deleted !== true,
    ...(standing && { standing }),
  };
}

/** In an organization `team_id` is only one of somebody's workspaces; `enterprise_user` names them all. */
function standingOf(user: SlackUser, { team, enterprise }: Installation): Person["standing"] {
  const { team_id: own, enterprise_user: inOrganization } = user;
  const isOurs =
    own === undefined ||
    own === team ||
    inOrganization?.teams?.includes(team) === true ||
    (enterprise !== undefined && (own === enterprise || inOrganization?.enterprise_id === enterprise));
  if (user.is_stranger === true || !isOurs) return "stranger";
  return user.is_restricted === true || user.is_ultra_restricted === true ? "guest" : undefined;
}
