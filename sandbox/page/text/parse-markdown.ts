import { findEmoji } from "./emoji.ts";
import { type Inline, isSafeUrl, type TextPart } from "./inline.ts";

/** Parses the Markdown that a `markdown` block takes: headings, lists, quotes, fences, tables and inline marks. */
export function parseMarkdown(source: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  const lines = source.split("\n");
  let at = 0;
  while (at < lines.length) {
    const taken =
      readFence(lines, at) ??
      readTable(lines, at) ??
      readList(lines, at) ??
      readQuote(lines, at) ??
      readLine(lines, at);
    if (taken.part !== undefined) parts.push(taken.part);
    at = taken.next;
  }
  return parts;
}

type Taken = { readonly part?: TextPart; readonly next: number };

function readFence(lines: readonly string[], at: number): Taken | undefined {
  if (!/^\s*```/.test(lines[at] ?? "")) return undefined;
  const end = lines.findIndex((line, index) => index > at && /^\s*```\s*$/.test(line));
  const last = end === -1 ? lines.length : end;
  return { part: { kind: "pre", text: lines.slice(at + 1, last).join("\n") }, next: last + 1 };
}

const TABLE_RULE = /^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$/;

function readTable(lines: readonly string[], at: number): Taken | undefined {
  if (!(lines[at] ?? "").includes("|") || !TABLE_RULE.test(lines[at + 1] ?? "")) return undefined;
  let next = at + 2;
  while ((lines[next] ?? "").includes("|")) next += 1;
  const rows = [lines[at] ?? "", ...lines.slice(at + 2, next)].map(readCells);
  return { part: { kind: "table", rows }, next };
}

const readCells = (line: string) =>
  line
    .trim()
    .replace(/^\||\|$/g, "")
    .split("|")
    .map((cell) => parseSpan(cell.trim()));

const ITEM = /^\s*(?:([-*+])|(\d+)[.)])\s+(.*)$/;

function readList(lines: readonly string[], at: number): Taken | undefined {
  const first = ITEM.exec(lines[at] ?? "");
  if (first === null) return undefined;
  const items: (readonly Inline[])[] = [];
  let next = at;
  for (let item = ITEM.exec(lines[next] ?? ""); item !== null; item = ITEM.exec(lines[next] ?? "")) {
    items.push(parseSpan(item[3] ?? ""));
    next += 1;
  }
  return { part: { kind: "list", ordered: first[2] !== undefined, items }, next };
}

function readQuote(lines: readonly string[], at: number): Taken | undefined {
  let next = at;
  while (/^\s*>/.test(lines[next] ?? "")) next += 1;
  if (next === at) return undefined;
  const text = lines.slice(at, next).map((line) => line.replace(/^\s*>\s?/, ""));
  return { part: { kind: "quote", children: parseSpan(text.join("\n")) }, next };
}

function readLine(lines: readonly string[], at: number): Taken {
  const line = lines[at] ?? "";
  if (line.trim() === "") return { next: at + 1 };
  if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(line)) return { part: { kind: "rule" }, next: at + 1 };
  const heading = /^(#{1,6})\s+(.*?)\s*#*$/.exec(line);
  if (heading !== null) {
    return {
      part: { kind: "heading", level: heading[1]?.length ?? 1, children: parseSpan(heading[2] ?? "") },
      next: at + 1,
    };
  }
  return { part: { kind: "paragraph", children: parseSpan(line) }, next: at + 1 };
}

const SPAN =
  /`([^`]+)`|\*\*(.+?)\*\*|__(.+?)__|~~(.+?)~~|\*([^\s*][^*]*)\*|\b_([^_]+)_\b|\[([^\]]+)\]\(([^\s)]+)\)|(https?:\/\/[^\s<>)]+)|:([a-z0-9_+-]+):|(\n)/;

function parseSpan(source: string): readonly Inline[] {
  const out: Inline[] = [];
  let rest = source;
  for (let match = SPAN.exec(rest); match !== null; match = SPAN.exec(rest)) {
    if (match.index > 0) out.push({ kind: "text", text: rest.slice(0, match.index) });
    out.push(readSpan(match));
    rest = rest.slice(match.index + match[0].length);
  }
  if (rest !== "") out.push({ kind: "text", text: rest });
  return out;
}

function readSpan(match: RegExpExecArray): Inline {
  const [whole, code, bold, bold2, strike, italic, italic2, label, url, bare, emoji, line] = match;
  if (code !== undefined) return { kind: "code", text: code };
  const strong = bold ?? bold2;
  if (strong !== undefined) return { kind: "bold", children: parseSpan(strong) };
  if (strike !== undefined) return { kind: "strike", children: parseSpan(strike) };
  const slanted = italic ?? italic2;
  if (slanted !== undefined) return { kind: "italic", children: parseSpan(slanted) };
  if (label !== undefined && url !== undefined && isSafeUrl(url)) {
    return { kind: "link", url, children: parseSpan(label) };
  }
  if (bare !== undefined) return { kind: "link", url: bare, children: [{ kind: "text", text: bare }] };
  if (emoji !== undefined) return { kind: "text", text: findEmoji(emoji) ?? whole };
  return line === undefined ? { kind: "text", text: whole } : { kind: "break" };
}
