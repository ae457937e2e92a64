import { findNear } from "./nearest.ts";

/** Far above what a person types; reading a command takes a millisecond per some thousand characters. */
export const MAX_COMMAND = 16_000;

/** One word of a command, or several between quotes; a person arrives as their Slack user id. */
export type Word = {
  readonly text: string;
  readonly person?: string;
  readonly group?: NamedGroup;
  readonly isQuoted?: boolean;
  /** As Slack sent it, without the quotes. */
  readonly raw: string;
};

/** A user group as a command names it: chosen from what Slack offers, it comes with its id; typed, by its handle alone. */
export type NamedGroup = { readonly id?: string; readonly handle: string };

/** Mentions, channels and links, as Slack writes them in a command (`should_escape`); what people typed has `&lt;` there. */
const MARKUP = /<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>/gu;
const PERSON = /<@([A-Z0-9]+)(?:\|[^<>]*)?>/gu;
const GROUP = /<!subteam\^([A-Z0-9]+)(?:\|@?([^<>]*))?>/gu;
const PERSON_OR_GROUP = new RegExp(`${PERSON.source}|${GROUP.source}`, "gu");
/** A handle that Slack has not made a mention of. */
const BARE_HANDLE = /^@([\p{L}\p{N}._-]+)$/u;
/** A quote that nobody has closed says nothing. */
const LONE_QUOTE = /^["“”„«»]|["“”„«»]$/gu;

/**
 * Splits what stands behind `/task`, as Slack escaped it, into words: at spaces, with "quotes" and “quotes” holding words together,
 * and people as their ids where they stand by themselves.
 */
export function splitCommand(text: string): Word[] {
  const words: Word[] = [];
  for (const match of text.matchAll(/<@([A-Z0-9]+)(?:\|[^<>]*)?>|["“”„«»]([^"“”„«»]*)["“”„«»]|(<[^<>]*>|\S+)/gu)) {
    const [whole, person, quoted] = match;
    if (person !== undefined) words.push({ text: whole, raw: whole, person });
    else if (quoted !== undefined) words.push({ text: readTyped(quoted), raw: quoted, isQuoted: true });
    else {
      const raw = whole.replaceAll(LONE_QUOTE, "");
      const group = readGroup(raw);
      words.push({ text: readTyped(raw), raw, ...(group && { group }) });
    }
  }
  return words;
}

/** The first word of a command, and what stands behind it as Slack sent it. */
export function splitVerb(text: string): { verb: string; rest: string } {
  const [whole, quoted, plain] = /^\s*(?:["“”„«»]([^"“”„«»]*)["“”„«»]|(\S*))\s*/u.exec(text) ?? [""];
  return { verb: readTyped(quoted ?? plain ?? "").replaceAll(LONE_QUOTE, ""), rest: text.slice(whole.length) };
}

/** The one of `verbs` that this word is, or is the beginning of; several or none give undefined. Case does not count. */
export function findVerb<T extends string>(word: string, verbs: readonly T[]): T | undefined {
  const typed = word.toLowerCase();
  const exact = verbs.find((verb) => verb === typed);
  if (exact !== undefined) return exact;
  const matching = typed === "" ? [] : verbs.filter((verb) => verb.startsWith(typed));
  return matching.length === 1 ? matching[0] : undefined;
}

/** What may have been meant by a word that is no verb: those that begin with it, else the one that a typing error may have made of it. */
export function suggestVerbs<T extends string>(word: string, verbs: readonly [T, ...T[]]): readonly T[] {
  const typed = word.toLowerCase();
  const beginning = typed === "" ? [] : [...new Set(verbs)].filter((verb) => verb.startsWith(typed));
  if (beginning.length > 0) return beginning;
  const near = findNear(typed, verbs);
  return near === undefined ? [] : [near];
}

/** How a command names the task with this id, whatever others are called. */
export const nameExactly = (id: string): string => `id:${id}`;

/** The id that a command names by `id:`. */
export const readExactId = (text: string): string | undefined => /^id:(.+)$/.exec(text)?.[1];

/** The people among the words, each once. */
export const peopleIn = (words: readonly Word[]): string[] => [
  ...new Set(words.flatMap(({ person }) => (person === undefined ? [] : [person]))),
];

/** The user groups among the words, each once; with `alsoTyped` those too that are no mention. */
function groupsIn(words: readonly Word[], { alsoTyped }: { readonly alsoTyped: boolean }): NamedGroup[] {
  const groups = words.flatMap((word) => word.group ?? (alsoTyped ? (readHandle(word) ?? []) : []));
  return [...new Map(groups.map((group) => [printGroup(group), group])).values()];
}

/** A user group as a command names it. */
export const printGroup = ({ id, handle }: NamedGroup): string =>
  id === undefined ? `@${handle}` : `<!subteam^${id}|@${handle}>`;

function readGroup(raw: string): NamedGroup | undefined {
  const [match] = raw.matchAll(GROUP);
  const [whole, id, handle = ""] = match ?? [];
  return id !== undefined && whole === raw ? { id, handle } : undefined;
}

function readHandle({ raw, isQuoted }: Word): NamedGroup | undefined {
  const handle = isQuoted ? undefined : BARE_HANDLE.exec(raw)?.[1];
  return handle === undefined ? undefined : { handle };
}

/** Everybody whom a command mentions, also within quotes. */
export const peopleNamed = (text: string): string[] => [
  ...new Set([...text.matchAll(PERSON)].flatMap(([, person]) => (person === undefined ? [] : [person]))),
];

type NameOf = (person: string) => string | undefined;

/** Whom a command names beside a task. */
export type NamedBeside = { readonly people: readonly string[]; readonly groups: readonly NamedGroup[] };

/** What a person may have meant as the name of a task, and whom as people beside it. */
export type NameReading = NamedBeside & { readonly texts: readonly string[] };

/**
 * The ways in which the words behind a verb name a task, the likeliest first: what stands between the first and the last quote, the
 * words without people and groups, and all of it to the letter. A name may hold quotes, mentions, channels and addresses itself, and
 * Slack has made markup of them: `nameOf` says what people are called. With `takesHandles`, `@labelers` may be a group also where Slack
 * has made no mention of it.
 */
export function readTaskName(
  rest: string,
  { nameOf = () => undefined, takesHandles = false }: { nameOf?: NameOf; takesHandles?: boolean } = {},
): readonly NameReading[] {
  const words = splitCommand(rest);
  const beside = besideIn(words);
  const whole = rest.trim();
  const [, quoted, after = ""] = /^["“”„«»](.*)["“”„«»]([^"“”„«»]*)$/su.exec(whole) ?? [];
  const isAllQuoted = quoted !== undefined && splitCommand(after).every((word) => isBeside(word, takesHandles));
  const named = words.filter((word) => !isBeside(word, false));
  const unmentioned = words.filter((word) => !isBeside(word, true));
  const readings = [
    ...(isAllQuoted ? [{ raw: quoted, ...besideIn(splitCommand(after), takesHandles) }] : []),
    { raw: join(named), ...beside },
    { raw: whole.replaceAll(PERSON_OR_GROUP, ""), ...beside },
    { raw: whole, people: [], groups: [] },
    ...(takesHandles && unmentioned.length < named.length
      ? [{ raw: join(unmentioned), ...besideIn(words, takesHandles) }]
      : []),
  ];
  return readings.map(({ raw, ...beside }) => ({ texts: textsOf(raw, nameOf), ...beside }));
}

/** Whom these words name, where they name a task beside them. */
export const besideIn = (words: readonly Word[], takesHandles = false): NamedBeside => ({
  people: peopleIn(words),
  groups: groupsIn(words, { alsoTyped: takesHandles }),
});

const join = (words: readonly Word[]): string => words.map(({ raw }) => raw).join(" ");

/** Whether a word names somebody and no task. */
export const isBeside = (word: Word, takesHandles: boolean): boolean =>
  word.person !== undefined || word.group !== undefined || (takesHandles && readHandle(word) !== undefined);

/** Mentions of which each is tried by handle and by name: at most 32 ways to read a text. Of more, all are read alike. */
const MOST_MIXED = 5;

/** A text as it was typed, with people by handle or by name, and with the markup itself, should that be what the name holds. */
function textsOf(raw: string, nameOf: NameOf): string[] {
  const mentions = [...raw.matchAll(PERSON)].length;
  const ways = mentions <= MOST_MIXED ? Array.from({ length: 2 ** mentions }, (_, way) => way) : [0, -1];
  const typed = ways.map((way) => readTyped(nameMentions(raw, way, nameOf)));
  const literal = raw.replaceAll(MARKUP, (_whole, kind: string, target: string) => `<${kind}${target}>`);
  const texts = [...typed, unescapeText(literal)].map((text) => text.trim());
  return [...new Set(texts)].filter((text) => text !== "");
}

/** The mentions whose bit is set in `way` by what people are called; the others stay as Slack sent them. */
function nameMentions(raw: string, way: number, nameOf: NameOf): string {
  let at = 0;
  return raw.replaceAll(PERSON, (whole, id: string) => {
    const isByName = (way >> at) & 1;
    at += 1;
    const name = isByName ? nameOf(id) : undefined;
    return name === undefined ? whole : `@${name}`;
  });
}

function readTyped(raw: string): string {
  return unescapeText(
    raw.replaceAll(MARKUP, (_whole, kind: string, target: string, label: string | undefined) => {
      if (kind === "@" || kind === "#") return `${kind}${label || target}`;
      if (kind === "!") return label ?? `@${target.split("^")[0] ?? target}`;
      return label ?? target.replace(/^(?:mailto|tel):/u, "");
    }),
  );
}

/** A command as it was typed, from what Slack made of it. */
export const printCommand = (text: string): string => readTyped(text);

const unescapeText = (text: string): string =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
