import { findEmoji } from "./emoji.ts";
import { type Inline, isSafeUrl, type TextPart } from "./inline.ts";

const MARKS: Readonly<Record<string, "bold" | "italic" | "strike">> = { "*": "bold", _: "italic", "~": "strike" };
const WORD = /[\p{L}\p{N}]/u;
const ENTITIES: Readonly<Record<string, string>> = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };

/** Slack knows three entities and no others. */
const decodeEntities = (text: string): string =>
  text.replaceAll(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity);

/** Parses Slack's mrkdwn. Never fails: what is not markup is text. */
export function parseMrkdwn(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  const chunks = text.split(/```/);
  // An unclosed fence is text, so the last chunk of an even number is glued back.
  if (chunks.length % 2 === 0) chunks.push(`${chunks.splice(-2).join("```")}`);
  for (const [index, chunk] of chunks.entries()) {
    if (index % 2 === 1) parts.push({ kind: "pre", text: readPre(chunk) });
    else if (chunk.trim() !== "" || chunks.length === 1) parts.push(...parseLines(chunk));
  }
  return parts;
}

const readPre = (chunk: string): string =>
  decodeEntities(chunk.replace(/^\n/, "").replace(/\n$/, "")).replaceAll(/<(https?:[^|>]+)(?:\|[^>]*)?>/g, "$1");

function parseLines(chunk: string): TextPart[] {
  const parts: TextPart[] = [];
  let lines: string[] = [];
  let isQuote = false;
  const flush = () => {
    const body = lines.join("\n");
    if (body.trim() !== "") parts.push({ kind: isQuote ? "quote" : "paragraph", children: parseInline(body) });
    lines = [];
  };
  for (const line of chunk.replace(/^\n/, "").replace(/\n$/, "").split("\n")) {
    const quoted = /^(?:&gt;|>) ?/.exec(line);
    if ((quoted !== null) !== isQuote) {
      flush();
      isQuote = quoted !== null;
    }
    lines.push(quoted === null ? line : line.slice(quoted[0].length));
  }
  flush();
  return parts;
}

/** Parses one run of mrkdwn, line breaks included. */
function parseInline(source: string): readonly Inline[] {
  const out: Inline[] = [];
  let plain = "";
  const push = (node: Inline, length: number) => {
    if (plain !== "") out.push({ kind: "text", text: decodeEntities(plain) });
    plain = "";
    out.push(node);
    return length;
  };
  let at = 0;
  while (at < source.length) {
    const token = readToken(source, at);
    if (token === undefined) {
      plain += source[at];
      at += 1;
    } else if (token.node.kind === "text") {
      plain += token.node.text;
      at += token.length;
    } else {
      at += push(token.node, token.length);
    }
  }
  if (plain !== "") out.push({ kind: "text", text: decodeEntities(plain) });
  return out;
}

type Token = { readonly node: Inline; readonly length: number };

function readToken(source: string, at: number): Token | undefined {
  const char = source[at] ?? "";
  if (char === "\n") return { node: { kind: "break" }, length: 1 };
  if (char === "<") return readAngle(source, at);
  if (char === "`") return readCode(source, at);
  if (char === ":") return readEmoji(source, at);
  if (char === "h") return readBareUrl(source, at);
  const mark = MARKS[char];
  return mark === undefined ? undefined : readMarked(source, at, char, mark);
}

function readCode(source: string, at: number): Token | undefined {
  const code = /^`([^`\n]+)`/.exec(source.slice(at, at + 3_100));
  return code?.[1] === undefined
    ? undefined
    : { node: { kind: "code", text: decodeEntities(code[1]) }, length: code[0].length };
}

function readEmoji(source: string, at: number): Token | undefined {
  const emoji = /^:([a-z0-9_+'-]+):/.exec(source.slice(at, at + 60));
  const found = emoji?.[1] === undefined ? undefined : findEmoji(emoji[1]);
  return emoji === null || found === undefined
    ? undefined
    : { node: { kind: "text", text: found }, length: emoji[0].length };
}

function readBareUrl(source: string, at: number): Token | undefined {
  if (WORD.test(source[at - 1] ?? "")) return undefined;
  const url = /^https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)*_~`]/.exec(source.slice(at, at + 3_000));
  if (url === null) return undefined;
  const address = decodeEntities(url[0]);
  return { node: { kind: "link", url: address, children: [{ kind: "text", text: address }] }, length: url[0].length };
}

function readMarked(source: string, at: number, char: string, mark: "bold" | "italic" | "strike"): Token | undefined {
  if (WORD.test(source[at - 1] ?? "") || /\s|^$/.test(source[at + 1] ?? "") || source[at + 1] === char)
    return undefined;
  const end = findClosing(source, at + 1, char);
  if (end === undefined) return undefined;
  return { node: { kind: mark, children: parseInline(source.slice(at + 1, end)) }, length: end + 1 - at };
}

/** The closing mark on the same line, outside of links and code, at the end of a word. */
function findClosing(source: string, from: number, char: string): number | undefined {
  for (let at = from; at < source.length && source[at] !== "\n"; at += 1) {
    const here = source[at];
    if (here === "<" || here === "`") {
      const skip = source.indexOf(here === "<" ? ">" : "`", at + 1);
      if (skip !== -1) at = skip;
    } else if (here === char && !/\s/.test(source[at - 1] ?? " ") && !WORD.test(source[at + 1] ?? "")) {
      return at;
    }
  }
  return undefined;
}

function readAngle(source: string, at: number): Token | undefined {
  const end = source.indexOf(">", at);
  if (end === -1) return undefined;
  const inner = source.slice(at + 1, end);
  const node = readReference(inner);
  return node === undefined ? undefined : { node, length: end + 1 - at };
}

function readReference(inner: string): Inline | undefined {
  const bar = inner.indexOf("|");
  const target = bar === -1 ? inner : inner.slice(0, bar);
  const label = bar === -1 ? undefined : inner.slice(bar + 1);
  if (/^@[UW][A-Z0-9]+$/i.test(target)) return withLabel({ kind: "user", id: target.slice(1) }, label);
  if (/^#C?[A-Z0-9]+$/i.test(target)) return withLabel({ kind: "channel", id: target.slice(1) }, label);
  if (target.startsWith("!date^")) return readDate(target, label ?? "");
  if (/^!(here|channel|everyone)$/.test(target)) return { kind: "broadcast", label: `@${target.slice(1)}` };
  if (target.startsWith("!subteam^")) return { kind: "broadcast", label: label ?? "@group" };
  if (!isSafeUrl(target)) return undefined;
  const url = decodeEntities(target);
  return { kind: "link", url, children: label === undefined ? [{ kind: "text", text: url }] : parseInline(label) };
}

function withLabel(node: Extract<Inline, { kind: "user" | "channel" }>, label: string | undefined): Inline {
  return label === undefined || label === "" ? node : { ...node, label: decodeEntities(label) };
}

function readDate(target: string, fallback: string): Inline | undefined {
  const [, unix, format, url] = target.split("^");
  if (unix === undefined || format === undefined || !/^\d+$/.test(unix)) return undefined;
  const date = { kind: "date", unix: Number(unix), format, fallback: decodeEntities(fallback) } as const;
  return url !== undefined && isSafeUrl(url) ? { ...date, url } : date;
}
