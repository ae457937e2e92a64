import type { KnownBlock, RichTextElement } from "@slack/types";
import type { Why, WhyKind } from "../../domain/notifications/why.ts";
import { truncate } from "../limits.ts";
import { escapeText, inUtc } from "../text.ts";

const NAME_SHOWN = 100;

type Part = string | { readonly at: number };

/** Why somebody has a message, and how to get fewer like it, in one sentence. */
export function buildWhy(why: Why): { text: string; blocks: KnownBlock[] } {
  const parts = [...reasonOf(why), `; ${why.isGuest ? FOR_GUESTS : HOW_TO_MUTE[why.kind]}.`];
  return {
    text: escapeText(parts.map((part) => (typeof part === "string" ? part : inUtc(part.at))).join("")),
    blocks: [{ type: "rich_text", elements: [{ type: "rich_text_section", elements: parts.map(toElement) }] }],
  };
}

function reasonOf(why: Why): readonly Part[] {
  const name = why.taskName === undefined ? "this task" : `“${truncate(why.taskName, NAME_SHOWN)}”`;
  switch (why.kind) {
    case "worker":
      return assigned(why, name);
    case "changes":
      return [...assigned(why, name), ", and a reviewer wants labels changed that you gave"];
    case "stalled":
      return [...assigned(why, name), ", and nothing has come from you for a while"];
    case "reminder":
      return [...assigned(why, name), ", and its lead reminds everybody who has not begun"];
    case "reviewer":
      return reviews(why, name);
    case "review-ready":
      return [...reviews(why, name), ", and labels wait for review"];
    case "question":
      return [...(why.given ? reviews(why, name) : leads(why, name)), ", and somebody who labels it asks"];
    case "lead":
      return [...leads(why, name), ", and its lead alone is told how the work goes on"];
    case "digest":
      return ["Messages held back for quiet hours or your daily digest, and many at once, come as one"];
  }
}

const assigned = ({ given }: Why, name: string): readonly Part[] =>
  given ? [`${byOf(given)} assigned ${name} to you on `, { at: given.at }] : [`You are one of those who label ${name}`];

const reviews = ({ given }: Why, name: string): readonly Part[] =>
  given
    ? [`${byOf(given)} made you a reviewer of ${name} on `, { at: given.at }]
    : [`You are one of those who review ${name}`];

const leads = ({ createdAt }: Why, name: string): readonly Part[] =>
  createdAt === undefined ? [`${name} is yours to lead`] : [`You created ${name} on `, { at: createdAt }];

const byOf = ({ by }: NonNullable<Why["given"]>): string => truncate(by ?? "A colleague", NAME_SHOWN);

const FOR_GUESTS = "to get fewer, ask whoever assigns work to you";
const LABELING = "/task settings mutes messages about work to label";
const REVIEWING = "/task settings mutes messages about work to review";
const HOW_TO_MUTE: Readonly<Record<WhyKind, string>> = {
  worker: LABELING,
  changes: LABELING,
  stalled: LABELING,
  reminder: LABELING,
  reviewer: REVIEWING,
  "review-ready": REVIEWING,
  question: REVIEWING,
  lead: "messages about tasks that you lead cannot be muted, but quiet hours in /task settings hold them back",
  digest: "/task settings changes that",
};

const toElement = (part: Part): RichTextElement =>
  typeof part === "string"
    ? { type: "text", text: part }
    : { type: "date", timestamp: part.at, format: "{date} at {time}", fallback: inUtc(part.at) };
