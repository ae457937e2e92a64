import type { Conversation } from "../../slack/sandbox-state.ts";
import { Avatar } from "../parts/avatar.tsx";
import { useLiveSandbox } from "../parts/sandbox-context.ts";
import { useWorkspace } from "../parts/workspace.ts";
import { AppHome } from "./app-home.tsx";
import { Composer } from "./composer.tsx";
import { MessageList } from "./message-list.tsx";

/** The conversation on show; the app's own has the tabs Home and Messages. */
export function ConversationView({ conversation }: { readonly conversation: Conversation }) {
  const { page } = useLiveSandbox();
  const workspace = useWorkspace();
  const isApp = conversation.with === workspace.bot.userId;
  const isHome = isApp && page.appTab === "home";
  return (
    <main class="conversation">
      <header class="conversation-head">
        <h2>
          {conversation.with === null ? (
            <span aria-hidden="true"># </span>
          ) : (
            <Avatar userId={conversation.with} size={24} />
          )}
          {conversation.name}
        </h2>
        {conversation.topic !== "" && <p class="conversation-topic">{conversation.topic}</p>}
        {isApp && <AppTabs />}
      </header>
      {isHome ? (
        <AppHome />
      ) : (
        <div
          class="conversation-messages"
          id="panel-messages"
          {...(isApp && { role: "tabpanel", "aria-labelledby": "tab-messages" })}
        >
          <MessageList key={conversation.id} conversation={conversation} />
          {isApp && page.sandbox?.isMessagesTabReadOnly === true ? (
            <p class="composer-off">Sending messages to this app has been turned off.</p>
          ) : (
            <Composer key={`${workspace.me}-${conversation.id}`} conversation={conversation} />
          )}
        </div>
      )}
    </main>
  );
}

const TABS = [
  { tab: "home", text: "Home" },
  { tab: "messages", text: "Messages" },
] as const;

function AppTabs() {
  const { page, openTab } = useLiveSandbox();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const next = page.appTab === "home" ? "messages" : "home";
    openTab(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label="The app's tabs" tabIndex={-1} onKeyDown={onKeyDown}>
      {TABS.map(({ tab, text }) => (
        <button
          key={tab}
          type="button"
          role="tab"
          id={`tab-${tab}`}
          aria-selected={page.appTab === tab}
          aria-controls={`panel-${tab}`}
          tabIndex={page.appTab === tab ? 0 : -1}
          onClick={() => openTab(tab)}
        >
          {text}
        </button>
      ))}
    </div>
  );
}
