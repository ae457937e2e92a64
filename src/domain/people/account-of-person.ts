import type { NameOf } from "./person.ts";

/** Who people are on the other side, as far as it was looked up. */
export type KnownAccounts = {
  /** The account by Slack user id; `null`: looked up, none; absent: not looked up yet. */
  readonly accounts: Readonly<Record<string, string | null>>;
  /**
   * What is known of people without an account: the accounts that all have a person's e-mail, of which none is taken before somebody
   * chooses; none at all for who is not of this workspace, and so is given no task.
   */
  readonly shared?: Readonly<Record<string, readonly string[]>>;
};

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

/** Names the people who cannot be assigned, why, and how that is mended. */
export function noAccountMessage(
  people: readonly string[],
  { nameOf, otherSide, shared = {} }: { nameOf: NameOf; otherSide: string } & Pick<KnownAccounts, "shared">,
): string {
  const foreign = people.filter((person) => isForeign(shared[person])).map(nameOf);
  const without = people.filter((person) => !shared[person]).map(nameOf);
  const sentences: string[] = [];
  if (foreign.length > 0) {
    const rest = foreign.length === 1 ? "is no member or guest of" : "are no members or guests of";
    sentences.push(`${listShort(foreign)} ${rest} this workspace, and tasks stay in it: take them out.`);
  }
  if (without.length > 0) {
    const have = without.length === 1 ? "has" : "have";
    sentences.push(
      `${listShort(without)} ${have} no account on ${otherSide} that this app knows: link them with /task link, or take them out.`,
    );
  }
  const twofold = people.filter((person) => (shared[person] ?? []).length > 0);
  for (const person of twofold.slice(0, SHOWN)) {
    sentences.push(
      `${sharedAccounts(nameOf(person), shared[person] ?? [], otherSide)}: choose one with /task link, or take them out.`,
    );
  }
  if (twofold.length > SHOWN) sentences.push(`So have ${twofold.length - SHOWN} more people.`);
  return sentences.join(" ");
}

/** Whether these are the accounts of somebody who is not of this workspace. */
export const isForeign = (accounts: readonly string[] | undefined): boolean => accounts?.length === 0;

/** "Several accounts on Clarifai have the e-mail of Ana (ana, ana-2)". */
export const sharedAccounts = (name: string, accounts: readonly string[], otherSide: string): string =>
  `Several accounts on ${otherSide} have the e-mail of ${name} (${listShort(accounts)})`;
