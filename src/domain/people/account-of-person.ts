import type { NameOf } from "./person.ts";

/** Who people are on the other side, as far as it was looked up. */
export type KnownAccounts = {
  /** The account by Slack user id; `null`: looked up, none; absent: not looked up yet. */
  readonly accounts: Readonly<Record<string, string | null>>;
  readonly whyNone?: WhyNone;
};

/**
 * Why people have no account, by Slack user id: they are not of this workspace, and so are given no task; or several accounts have their
 * e-mail, of which none is taken before somebody chooses. Whoever has none of their own is absent.
 */
export type WhyNone = Readonly<
  Record<string, { readonly kind: "foreign" } | { readonly kind: "several"; readonly accounts: readonly string[] }>
>;

/** Accounts by e-mail, whatever its case. Two with one e-mail may be two people: which is meant is for somebody to say. */
export function groupByEmail(
  accounts: readonly { readonly id: string; readonly email?: string }[],
): (email: string | undefined) => readonly string[] {
  const groups = new Map<string, string[]>();
  for (const { id, email } of accounts) {
    if (!email) continue;
    const key = email.toLowerCase();
    groups.set(key, [...(groups.get(key) ?? []), id]);
  }
  return (email) => (email === undefined ? [] : (groups.get(email.toLowerCase()) ?? []));
}

/** Accounts and people that a sentence names. */
const SHOWN = 5;

function listShort(names: readonly string[]): string {
  return names.length <= SHOWN
    ? names.join(", ")
    : `${names.slice(0, SHOWN).join(", ")} and ${names.length - SHOWN} more`;
}

/** People without an account, by why they have none. */
export function groupByReason(people: readonly string[], whyNone: WhyNone) {
  const unknown: string[] = [];
  const foreign: string[] = [];
  const several: { readonly person: string; readonly accounts: readonly string[] }[] = [];
  for (const person of people) {
    const why = whyNone[person];
    if (!why) unknown.push(person);
    else if (why.kind === "foreign") foreign.push(person);
    else several.push({ person, accounts: why.accounts });
  }
  return { unknown, foreign, several };
}

/** Names the people who cannot be assigned, why, and how that is mended. */
export function noAccountMessage(
  people: readonly string[],
  { nameOf, otherSide, whyNone = {} }: { nameOf: NameOf; otherSide: string } & Pick<KnownAccounts, "whyNone">,
): string {
  const { unknown, foreign, several } = groupByReason(people, whyNone);
  const sentences: string[] = [];
  if (foreign.length > 0) {
    const rest = foreign.length === 1 ? "is not a member or guest of" : "are not members or guests of";
    sentences.push(`${listShort(foreign.map(nameOf))} ${rest} this workspace, and tasks stay in it: remove them.`);
  }
  if (unknown.length > 0) {
    const have = unknown.length === 1 ? "has" : "have";
    sentences.push(
      `${listShort(unknown.map(nameOf))} ${have} no account on ${otherSide} that this app knows: link them with /task link, or remove them.`,
    );
  }
  for (const { person, accounts } of several.slice(0, SHOWN)) {
    sentences.push(
      `${sharedAccounts(nameOf(person), accounts, otherSide)}: choose one with /task link, or remove them.`,
    );
  }
  if (several.length > SHOWN) sentences.push(`The same is true of ${several.length - SHOWN} more people.`);
  return sentences.join(" ");
}

/** "Several accounts on Clarifai have the e-mail of Ana (ana, ana-2)". */
export const sharedAccounts = (name: string, accounts: readonly string[], otherSide: string): string =>
  `Several accounts on ${otherSide} have the e-mail of ${name} (${listShort(accounts)})`;
