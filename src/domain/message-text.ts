import { cutText } from "./text.ts";

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

/** A name stands in lists and on buttons: about a line of a phone or two. */
const MAX_NAME_READ = 80;
/** Far more than a name takes; the longest message is not to be looked through for the end of its first sentence. */
const MAX_SENTENCE_READ = 1000;

const SENTENCES = new Intl.Segmenter("en", { granularity: "sentence" });
const WORDS = new Intl.Segmenter("en", { granularity: "word" });

/** A message as a task: its first sentence as the name, cut at a word where it is long, and what follows as the instructions. */
export function splitMessage(text: string): { readonly name: string; readonly instructions: string } {
  const read = text.trim();
  const [first] = SENTENCES.segment(read.slice(0, MAX_SENTENCE_READ));
  const sentence = first?.segment.trimEnd() ?? "";
  const name = withoutEnd(sentence);
  if (name.length <= MAX_NAME_READ) return { name, instructions: read.slice(sentence.length).trim() };
  const end = endOfWords(name, MAX_NAME_READ - 1);
  return { name: `${name.slice(0, end).replace(/[\s\p{P}]+$/u, "")}…`, instructions: `…${read.slice(end).trim()}` };
}

/** The full stop of a sentence is none of a name. */
const withoutEnd = (sentence: string): string => sentence.replace(/(?<!\.)\.$|[:;,]$/, "");

/** Where the last whole word within the limit ends; writing without spaces has words too, and a word that is too long is cut. */
function endOfWords(text: string, limit: number): number {
  const space = text.slice(0, limit + 1).search(/\s\S*$/);
  if (space > 0) return space;
  let end = 0;
  for (const { index, segment } of WORDS.segment(text.slice(0, MAX_SENTENCE_READ))) {
    if (index + segment.length > limit) break;
    end = index + segment.length;
  }
  return end > 0 ? end : cutText(text, limit).length - 1;
}
