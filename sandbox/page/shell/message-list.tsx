import { useLayoutEffect, useRef } from "preact/hooks";
import type { Conversation } from "../../slack/sandbox-state.ts";
import { Icon } from "../parts/icons.tsx";
import { useLiveSandbox } from "../parts/sandbox-context.ts";
import { useWorkspace } from "../parts/workspace.ts";
import { formatDay } from "../text/format-date.ts";
import { ConversationIntro } from "./conversation-intro.tsx";
import { type Row, toRows } from "./message-groups.ts";
import { MessageView } from "./message-view.tsx";

const NEAR_END_PX = 120;

/** The messages of a conversation, kept at the end unless one has scrolled up. */
export function MessageList({ conversation }: { readonly conversation: Conversation }) {
  const { page, dismiss } = useLiveSandbox();
  const workspace = useWorkspace();
  const list = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const thread = page.threads[conversation.id];
  const notices = page.notices.filter((notice) => notice.channel === conversation.id);

  const keepAtEnd = () => {
    const box = list.current;
    if (box && isAtEnd.current) box.scrollTop = box.scrollHeight;
  };
  useLayoutEffect(keepAtEnd, [thread, notices.length]);

  const onScroll = () => {
    const box = list.current;
    if (box) isAtEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PX;
  };
  const rows = thread === undefined ? [] : toRows(thread.messages, thread.lastReadTs, workspace.me);
  return (
    <div
      class="messages"
      ref={list}
      onScroll={onScroll}
      onLoadCapture={keepAtEnd}
      role="log"
      aria-label={`Messages in ${conversation.name}`}
    >
      <div class="messages-inner">
        {thread !== undefined && <ConversationIntro conversation={conversation} />}
        {rows.map((row) => (
          <RowView key={row.key} row={row} />
        ))}
        {notices.map((notice) => (
          <p key={notice.id} class="notice" role="alert">
            <Icon name="alert" />
            <span>{notice.text}</span>
            <button type="button" class="icon-button" aria-label="Dismiss" onClick={() => dismiss(notice.id)}>
              <Icon name="close" size={14} />
            </button>
          </p>
        ))}
      </div>
    </div>
  );
}

function RowView({ row }: { readonly row: Row }) {
  const { timeZone } = useWorkspace();
  if (row.kind === "day") {
    return (
      <div class="line-day">
        <span>{formatDay(row.when, new Date(), timeZone)}</span>
      </div>
    );
  }
  if (row.kind === "new") {
    return (
      <div class="line-new">
        <span>New</span>
      </div>
    );
  }
  return (
    <>
      <MessageView message={row.message} isContinued={row.isContinued} />
      {row.replies.length > 0 && (
        <div class="replies">
          {row.replies.map((reply) => (
            <MessageView key={reply.ts} message={reply} isContinued={false} />
          ))}
        </div>
      )}
    </>
  );
}
