import type { Button, KnownBlock } from "@slack/types";
import { plural } from "../../domain/numbers.ts";
import type { Listed } from "../asked.ts";
import { headline, smallPrint, titled } from "../blocks.ts";
import { LIMITS, truncate } from "../limits.ts";
import { escapeText } from "../text.ts";
import { withWhy } from "../why/why-button.ts";

/** Leaves room for the headline, the line that counts the rest and the buttons below, in a message of 50 blocks. */
const ROWS = 40;
const TITLE_SHOWN = 250;
const WORDS_SHOWN = 500;

/** One message for all that was put off for somebody: a row for each, in the order given. `what`: how they are counted. */
export function buildDigest(all: readonly Listed[], what: string): { text: string; blocks: KnownBlock[] } {
  const title = `${plural(all.length, what)}, gathered for you`;
  const blocks: KnownBlock[] = [headline(title), ...all.slice(0, ROWS).map(row)];
  const more = all.length - ROWS;
  if (more > 0) blocks.push(smallPrint(`and ${more} more: /task mine and /task reviews`));
  const asked = all.slice(0, ROWS).map(({ bold }) => truncate(bold, TITLE_SHOWN));
  const message = { text: truncate(escapeText(`${title}: ${asked.join("; ")}`), LIMITS.sectionText), blocks };
  const [first] = all;
  return first ? withWhy(message, "digest", first.task.id) : message;
}

const row = ({ task, bold, rest, go }: Listed): KnownBlock => ({
  type: "section",
  text: titled(truncate(bold, TITLE_SHOWN), truncate(rest.replaceAll("\n", " "), WORDS_SHOWN)),
  ...(go && { accessory: among(go, task.name) }),
});

/** Of several none stands out, and a screen reader says which task each is about. */
function among({ style: _, ...go }: Button, name: string): Button {
  return { ...go, accessibility_label: truncate(`${go.text.text} ${name}`, LIMITS.buttonText) };
}
