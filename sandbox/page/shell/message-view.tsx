import { useMemo } from "preact/hooks";
import type { SandboxMessage } from "../../slack/sandbox-state.ts";
import { toDrawnBlocks } from "../blocks/block-model.ts";
import { Blocks } from "../blocks/blocks.tsx";
import { FormContext } from "../fields/form.ts";
import { Avatar } from "../parts/avatar.tsx";
import { Icon } from "../parts/icons.tsx";
import { Menu } from "../parts/menu.tsx";
import { useLiveSandbox } from "../parts/sandbox-context.ts";
import { nameOf, useWorkspace } from "../parts/workspace.ts";
import { useSurfaceForm } from "../surface/use-surface-form.ts";
import { formatClock } from "../text/format-date.ts";
import { Mrkdwn } from "../text/text.tsx";
import { whenOf } from "./message-groups.ts";

type MessageViewProps = { readonly message: SandboxMessage; readonly isContinued: boolean };

/** One message: whose, when, and its blocks, or its text where it has none. */
export function MessageView({ message, isContinued }: MessageViewProps) {
  const workspace = useWorkspace();
  const when = whenOf(message);
  const clock = formatClock(when, workspace.timeZone);
  const isApp = message.user === workspace.bot.userId || message.user === workspace.bot.botId;
  const name = nameOf(workspace, message.user);
  return (
    <article
      class="message"
      data-ts={message.ts}
      data-continued={isContinued || undefined}
      data-ephemeral={message.ephemeral || undefined}
      aria-label={`${name}, ${clock}`}
    >
      <div class="message-side">
        {isContinued ? (
          <time class="message-time" dateTime={when.toISOString()}>
            {clock.replace(/\s?[AP]M$/i, "")}
          </time>
        ) : (
          <Avatar userId={message.user} />
        )}
      </div>
      <div class="message-main">
        {message.ephemeral && (
          <p class="message-only-you">
            <Icon name="eye" size={14} />
            Only visible to you
          </p>
        )}
        {!isContinued && (
          <p class="message-head">
            <strong>{name}</strong>
            {isApp && <span class="message-app">APP</span>}
            <time class="message-time" dateTime={when.toISOString()}>
              {clock}
            </time>
          </p>
        )}
        <MessageBody message={message} />
        {message.unfurls.map((unfurl) => (
          <MessageUnfurl key={unfurl.url} message={message} blocks={unfurl.blocks} />
        ))}
        {message.edited && <span class="message-edited">(edited)</span>}
      </div>
      {!message.ephemeral && <MessageActions message={message} />}
    </article>
  );
}

function MessageBody({ message }: { readonly message: SandboxMessage }) {
  const { channel, ts } = message;
  const blocks = useMemo(() => toDrawnBlocks(message.blocks), [message.blocks]);
  const { form } = useSurfaceForm({ place: { kind: "message", channel, ts }, blocks, channel });
  if (blocks.length === 0) return <Mrkdwn source={message.text} />;
  return (
    <FormContext.Provider value={form}>
      <Blocks blocks={blocks} />
    </FormContext.Provider>
  );
}

/** What the app shows of a link in the message. */
function MessageUnfurl({ message, blocks }: Pick<MessageViewProps, "message"> & Pick<SandboxMessage, "blocks">) {
  const { channel, ts } = message;
  const drawn = useMemo(() => toDrawnBlocks(blocks), [blocks]);
  const { form } = useSurfaceForm({ place: { kind: "message", channel, ts }, blocks: drawn, channel });
  return (
    <div class="message-unfurl">
      <FormContext.Provider value={form}>
        <Blocks blocks={drawn} />
      </FormContext.Provider>
    </div>
  );
}

function MessageActions({ message }: { readonly message: SandboxMessage }) {
  const { client, page, run } = useLiveSandbox();
  const { bot } = useWorkspace();
  const { channel, ts } = message;
  const shortcuts = page.sandbox?.shortcuts.filter((shortcut) => shortcut.kind === "message") ?? [];
  if (shortcuts.length === 0) return null;
  return (
    <div class="message-actions">
      <Menu
        label="More actions"
        class="icon-button"
        heading={bot.name}
        items={shortcuts.map((shortcut) => ({
          key: shortcut.callbackId,
          text: shortcut.name,
          description: shortcut.description,
          onChoose: () =>
            void run(channel, () =>
              client.post("POST shortcuts", { callbackId: shortcut.callbackId, message: { channel, ts } }),
            ),
        }))}
      >
        <Icon name="dots" />
      </Menu>
    </div>
  );
}
