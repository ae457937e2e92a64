import type { TextObject } from "@slack/types";
import type { ComponentChildren } from "preact";
import { replaceEmoji } from "./emoji.ts";
import type { TextPart } from "./inline.ts";
import { Inlines } from "./inlines.tsx";
import { parseMarkdown } from "./parse-markdown.ts";
import { parseMrkdwn } from "./parse-mrkdwn.ts";

/** A text object of Block Kit, plain or mrkdwn. */
export function Text({ text }: { readonly text: TextObject }) {
  if (text.type === "mrkdwn") return <Mrkdwn source={text.text} />;
  return <span class="plain">{toPlain(text)}</span>;
}

/** What a plain text object says, for places that take no markup (labels, placeholders, titles). */
export function toPlain(text: { readonly text: string; readonly emoji?: boolean } | undefined): string {
  if (text === undefined) return "";
  return text.emoji === false ? text.text : replaceEmoji(text.text);
}

export function Mrkdwn({ source }: { readonly source: string }) {
  return <TextParts parts={parseMrkdwn(source)} />;
}

export function Markdown({ source }: { readonly source: string }) {
  return <TextParts parts={parseMarkdown(source)} />;
}

function TextParts({ parts }: { readonly parts: readonly TextPart[] }) {
  return (
    <div class="text">
      {parts.map((part, index) => (
        <Part key={`${index}-${part.kind}`} part={part} />
      ))}
    </div>
  );
}

function Part({ part }: { readonly part: TextPart }): ComponentChildren {
  switch (part.kind) {
    case "paragraph":
      return (
        <p>
          <Inlines nodes={part.children} />
        </p>
      );
    case "heading": {
      // The page's own headings are the modal's and the conversation's: an app's stand below them.
      const Heading = part.level === 1 ? "h3" : part.level === 2 ? "h4" : "h5";
      return (
        <Heading class={`heading heading-${Math.min(part.level, 3)}`}>
          <Inlines nodes={part.children} />
        </Heading>
      );
    }
    case "quote":
      return (
        <blockquote>
          <Inlines nodes={part.children} />
        </blockquote>
      );
    case "pre":
      return <pre>{part.text}</pre>;
    case "rule":
      return <hr />;
    case "list": {
      const items = part.items.map((item, index) => (
        <li key={`${index}`}>
          <Inlines nodes={item} />
        </li>
      ));
      return part.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
    case "table":
      return <TextTable rows={part.rows} />;
  }
}

function TextTable({ rows }: { readonly rows: Extract<TextPart, { kind: "table" }>["rows"] }) {
  const [head, ...body] = rows;
  return (
    <div class="table-wrap">
      <table>
        <thead>
          <tr>
            {head?.map((cell, index) => (
              <th key={`${index}`}>
                <Inlines nodes={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {body.map((row, at) => (
            <tr key={`${at}`}>
              {row.map((cell, index) => (
                <td key={`${index}`}>
                  <Inlines nodes={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
