/** What a message's markup stands for (docs.slack.dev, "Formatting message text"). */
const MARKUP = /<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>/g;
/** Slack takes 40,000 characters; of them, 3,000 fit into the instructions, and markup is seldom more than as much again. */
const MAX_READ = 12_000;
/** More people than these are called by what the message itself calls them. */
const MAX_NAMED = 50;
/** *Bold*, _italic_, ~struck~ and `code`, at the edges of words. */
const STYLED = /(^|[\s(])([*_~`])(\S|\S[^\n]{0,1000}?\S)\2(?=$|[\s).,;:!?])/gm;
const PERSON = /<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>/g;

/** The people whom the read part of a message mentions, each once. */
export const peopleMentioned = (text: string): string[] =>
  [
    ...new Set(
      [...text.slice(0, MAX_READ).matchAll(PERSON)].flatMap(([, person]) => (person === undefined ? [] : [person])),
    ),
  ].slice(0, MAX_NAMED);

/** The beginning of a message as its reader sees it: names for mentions, addresses for links, and no escapes. `nameOf` knows the people. */
export function readMessageText(text: string, nameOf: (person: string) => string | undefined): string {
  const words = text
    .slice(0, MAX_READ)
    .replace(MARKUP, (_whole, kind: string, target: string, label: string | undefined) => {
      switch (kind) {
        case "@":
          return `@${nameOf(target) ?? label ?? target}`;
        case "#":
          return `#${label || target}`;
        case "!":
          // <!here>, <!subteam^S1|@team>, <!date^1392734382^{time}|14:05>
          return label ?? `@${target.split("^")[0] ?? target}`;
        default:
          return linkInWords(target, label);
      }
    });
  return words
    .replaceAll(STYLED, "$1$3")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .replaceAll("\0", "");
}

function linkInWords(address: string, label: string | undefined): string {
  const target = address.replace(/^(?:mailto|tel):/, "");
  return label === undefined || label === target || label === address ? target : `${label} (${target})`;
}

/** The first line that says something; empty when none does. */
export const firstLineOf = (text: string): string =>
  text
    .split("\n")
    .map((line) => line.trim())
    .find((line) => line !== "") ?? "";
