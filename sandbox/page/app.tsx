import { useEffect, useMemo, useState } from "preact/hooks";
import { useSandbox } from "./client/use-sandbox.ts";
import { ModalStack } from "./modal/modal-stack.tsx";
import { type LiveSandbox, SandboxContext } from "./parts/sandbox-context.ts";
import { type Workspace, WorkspaceContext } from "./parts/workspace.ts";
import { ConversationView } from "./shell/conversation-view.tsx";
import { NoticeBar } from "./shell/notice-bar.tsx";
import { Side } from "./shell/side.tsx";
import { TopBar } from "./shell/top-bar.tsx";
import { ConfirmProvider } from "./surface/confirm-context.tsx";

/** The whole page. */
export function App() {
  const sandbox = useSandbox();
  const { page, client } = sandbox;
  const [isSideOpen, setSideOpen] = useState(false);

  const workspace = useMemo<Workspace | undefined>(() => {
    const state = page.sandbox;
    if (state === undefined) return undefined;
    const { me, people, conversations, bot } = state;
    const timeZone = people.find((person) => person.id === me)?.timeZone ?? "UTC";
    return { me, people, conversations, bot, timeZone, openConversation: sandbox.open };
  }, [page.sandbox, sandbox.open]);

  const current = page.sandbox?.conversations.find((conversation) => conversation.id === page.current);
  useTitle(current?.name, page.sandbox?.conversations.some((conversation) => conversation.unread > 0) ?? false);

  if (workspace === undefined || client === undefined || page.sandbox === undefined) {
    return (
      <div class="loading">
        <NoticeBar sandbox={sandbox} />
        {page.notices.length === 0 && <p role="status">Opening the sandbox…</p>}
      </div>
    );
  }
  const live: LiveSandbox = { ...sandbox, client };
  return (
    <SandboxContext.Provider value={live}>
      <WorkspaceContext.Provider value={workspace}>
        <ConfirmProvider>
          <div class="app">
            <TopBar isSideOpen={isSideOpen} onToggleSide={() => setSideOpen(!isSideOpen)} />
            <div class="app-main">
              <Side teamName={page.sandbox.team.name} isOpen={isSideOpen} onGo={() => setSideOpen(false)} />
              {isSideOpen && (
                <button
                  type="button"
                  class="side-shade"
                  aria-label="Close the side"
                  onClick={() => setSideOpen(false)}
                />
              )}
              <div class="app-conversation">
                <NoticeBar sandbox={sandbox} />
                {current && <ConversationView conversation={current} />}
              </div>
            </div>
          </div>
          <ModalStack key={workspace.me} views={page.sandbox.views} />
        </ConfirmProvider>
      </WorkspaceContext.Provider>
    </SandboxContext.Provider>
  );
}

function useTitle(conversation: string | undefined, hasUnread: boolean): void {
  useEffect(() => {
    document.title = `${hasUnread ? "● " : ""}${conversation === undefined ? "" : `${conversation} · `}Labeldesk sandbox`;
  }, [conversation, hasUnread]);
}
