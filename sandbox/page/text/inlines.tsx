import { nameOf, useWorkspace } from "../parts/workspace.ts";
import { formatSlackDate } from "./format-date.ts";
import { type Inline, isSafeUrl } from "./inline.ts";

/** Draws formatted text. */
export function Inlines({ nodes }: { readonly nodes: readonly Inline[] }) {
  return nodes.map((node, index) => <InlineNode key={`${index}-${node.kind}`} node={node} />);
}

function InlineNode({ node }: { readonly node: Inline }) {
  switch (node.kind) {
    case "text":
      return <>{node.text}</>;
    case "bold":
      return (
        <strong>
          <Inlines nodes={node.children} />
        </strong>
      );
    case "italic":
      return (
        <em>
          <Inlines nodes={node.children} />
        </em>
      );
    case "strike":
      return (
        <s>
          <Inlines nodes={node.children} />
        </s>
      );
    case "code":
      return <code>{node.text}</code>;
    case "break":
      return <br />;
    case "broadcast":
      return <span class="mention">{node.label}</span>;
    case "link":
      return <Link url={node.url} nodes={node.children} />;
    case "user":
      return <UserMention id={node.id} />;
    case "channel":
      return <ChannelMention id={node.id} label={node.label} />;
    case "date":
      return <SlackDate unix={node.unix} format={node.format} url={node.url} fallback={node.fallback} />;
  }
}

function Link({ url, nodes }: { readonly url: string; readonly nodes: readonly Inline[] }) {
  if (!isSafeUrl(url)) return <Inlines nodes={nodes} />;
  return (
    <a href={url} target="_blank" rel="noreferrer">
      <Inlines nodes={nodes} />
    </a>
  );
}

/** `@Name`, marked more strongly when it is the reader. */
export function UserMention({ id }: { readonly id: string }) {
  const workspace = useWorkspace();
  return <span class={id === workspace.me ? "mention mention-me" : "mention"}>@{nameOf(workspace, id)}</span>;
}

export function ChannelMention({ id, label }: { readonly id: string; readonly label?: string | undefined }) {
  const workspace = useWorkspace();
  const channel = workspace.conversations.find((conversation) => conversation.id === id);
  if (channel === undefined) return <span class="mention">#{label ?? "private-channel"}</span>;
  return (
    <button type="button" class="mention mention-link" onClick={() => workspace.openConversation(channel.id)}>
      #{channel.name}
    </button>
  );
}

type SlackDateProps = {
  readonly unix: number;
  readonly format: string;
  readonly url?: string | undefined;
  readonly fallback: string;
};

export function SlackDate({ unix, format, url, fallback }: SlackDateProps) {
  const { timeZone } = useWorkspace();
  const text = formatSlackDate(format, unix, new Date(), timeZone);
  const time = (
    <time dateTime={new Date(unix * 1000).toISOString()} title={fallback}>
      {text}
    </time>
  );
  if (url === undefined) return time;
  return (
    <a href={url} target="_blank" rel="noreferrer">
      {time}
    </a>
  );
}
