import type { ComponentChildren } from "preact";
import type { Conversation, SandboxPerson } from "../../slack/sandbox-state.ts";
import { Avatar } from "../parts/avatar.tsx";
import { useLiveSandbox } from "../parts/sandbox-context.ts";
import { useWorkspace } from "../parts/workspace.ts";

type SideProps = { readonly teamName: string; readonly isOpen: boolean; onGo(): void };

/** The dark side: people to be, channels, direct messages, the app. */
export function Side({ teamName, isOpen, onGo }: SideProps) {
  const { page, become, open } = useLiveSandbox();
  const workspace = useWorkspace();
  const isApp = (each: Conversation) => each.with === workspace.bot.userId;
  const item = (conversation: Conversation) => (
    <ConversationItem
      key={conversation.id}
      conversation={conversation}
      isCurrent={conversation.id === page.current}
      onOpen={() => {
        open(conversation.id);
        onGo();
      }}
    />
  );
  const channels = workspace.conversations.filter((each) => each.kind === "channel");
  const directs = workspace.conversations.filter((each) => each.kind === "direct" && !isApp(each));
  return (
    <nav class="side" id="side" aria-label="Workspace" data-open={isOpen || undefined}>
      <p class="side-team">{teamName}</p>
      <SideGroup title="You can be">
        {workspace.people
          .filter((person) => person.isActive)
          .map((person) => (
            <PersonItem
              key={person.id}
              person={person}
              isMe={person.id === workspace.me}
              onBecome={() => {
                become(person.id);
                onGo();
              }}
            />
          ))}
      </SideGroup>
      <SideGroup title="Channels">{channels.map(item)}</SideGroup>
      {directs.length > 0 && <SideGroup title="Direct messages">{directs.map(item)}</SideGroup>}
      <SideGroup title="Apps">{workspace.conversations.filter(isApp).map(item)}</SideGroup>
    </nav>
  );
}

function SideGroup({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <section class="side-group">
      <h2>{title}</h2>
      <ul>{children}</ul>
    </section>
  );
}

type PersonItemProps = { readonly person: SandboxPerson; readonly isMe: boolean; onBecome(): void };

function PersonItem({ person, isMe, onBecome }: PersonItemProps) {
  const unread = isMe ? 0 : person.unread;
  return (
    <li>
      <button
        type="button"
        class="side-person"
        aria-pressed={isMe}
        aria-label={`Be ${person.realName}${unread > 0 ? `, ${unread} unread` : ""}`}
        title={isMe ? `You are ${person.realName}` : `Be ${person.realName}`}
        onClick={onBecome}
      >
        <Avatar userId={person.id} size={28} />
        <span class="side-person-text">
          <span class="side-person-name">{person.realName}</span>
          <span class="side-person-title">{person.title}</span>
        </span>
        <Badge count={unread} />
        {isMe && <span class="side-you">you</span>}
      </button>
    </li>
  );
}

type ConversationItemProps = { readonly conversation: Conversation; readonly isCurrent: boolean; onOpen(): void };

function ConversationItem({ conversation, isCurrent, onOpen }: ConversationItemProps) {
  const { kind, name, unread, mentions } = conversation;
  const badge = kind === "direct" ? unread : mentions;
  return (
    <li>
      <button
        type="button"
        class="side-conversation"
        aria-current={isCurrent ? "page" : undefined}
        aria-label={unread > 0 ? `${name}, ${unread} unread` : name}
        data-unread={unread > 0 || undefined}
        onClick={onOpen}
      >
        {conversation.with === null ? (
          <span class="side-hash" aria-hidden="true">
            #
          </span>
        ) : (
          <Avatar userId={conversation.with} size={20} />
        )}
        <span class="side-conversation-name">{name}</span>
        <Badge count={badge} />
      </button>
    </li>
  );
}

function Badge({ count }: { readonly count: number }) {
  if (count === 0) return null;
  return (
    <span class="badge" aria-hidden="true">
      {count > 99 ? "99+" : count}
    </span>
  );
}
