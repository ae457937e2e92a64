import type { RichTextBlock, RichTextElement, RichTextList } from "@slack/types";
import type { ComponentChildren } from "preact";
import { findEmoji } from "../text/emoji.ts";
import { isSafeUrl } from "../text/inline.ts";
import { ChannelMention, SlackDate, UserMention } from "../text/inlines.tsx";

export function RichTextBlockView({ block }: { readonly block: RichTextBlock }) {
  return (
    <div class="text">
      {block.elements.map((element, index) => (
        <RichTextPart key={`${index}`} element={element} />
      ))}
    </div>
  );
}

function RichTextPart({ element }: { readonly element: RichTextBlock["elements"][number] }) {
  if (element.type === "rich_text_list") return <List list={element} />;
  const Part = PARTS[element.type];
  return (
    <Part>
      <RichTexts elements={element.elements} />
    </Part>
  );
}

const PARTS = { rich_text_section: "p", rich_text_quote: "blockquote", rich_text_preformatted: "pre" } as const;

function List({ list }: { readonly list: RichTextList }) {
  const items = list.elements.map((item, index) => (
    <li key={`${index}`}>
      <RichTexts elements={item.elements} />
    </li>
  ));
  const style = { marginInlineStart: `${(list.indent ?? 0) * 24}px` };
  return list.style === "ordered" ? <ol style={style}>{items}</ol> : <ul style={style}>{items}</ul>;
}

function RichTexts({ elements }: { readonly elements: readonly RichTextElement[] }) {
  return elements.map((element, index) => <RichText key={`${index}`} element={element} />);
}

function RichText({ element }: { readonly element: RichTextElement }) {
  let content = readContent(element);
  if (element.style?.code) content = <code>{content}</code>;
  if (element.style?.bold) content = <strong>{content}</strong>;
  if (element.style?.italic) content = <em>{content}</em>;
  if (element.style?.strike) content = <s>{content}</s>;
  if (element.style?.underline) content = <u>{content}</u>;
  return <>{content}</>;
}

function readContent(element: RichTextElement): ComponentChildren {
  switch (element.type) {
    case "text":
      return element.text;
    case "link":
      return isSafeUrl(element.url) ? (
        <a href={element.url} target="_blank" rel="noreferrer">
          {element.text ?? element.url}
        </a>
      ) : (
        (element.text ?? element.url)
      );
    case "emoji":
      return findEmoji(element.name) ?? `:${element.name}:`;
    case "user":
      return <UserMention id={element.user_id} />;
    case "channel":
      return <ChannelMention id={element.channel_id} />;
    case "broadcast":
      return <span class="mention">@{element.range}</span>;
    case "usergroup":
      return <span class="mention">@{element.usergroup_id}</span>;
    case "team":
      return <span class="mention">{element.team_id}</span>;
    case "color":
      return (
        <span>
          <span class="swatch" style={{ background: element.value }} /> {element.value}
        </span>
      );
    case "date":
      return (
        <SlackDate
          unix={element.timestamp}
          format={element.format}
          url={element.url !== undefined && isSafeUrl(element.url) ? element.url : undefined}
          fallback={element.fallback ?? ""}
        />
      );
  }
}
