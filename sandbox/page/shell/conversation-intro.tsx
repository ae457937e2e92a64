import type { ComponentChildren } from "preact";
import type { Conversation } from "../../slack/sandbox-state.ts";
import { Avatar } from "../parts/avatar.tsx";
import { useLiveSandbox } from "../parts/sandbox-context.ts";
import { useWorkspace } from "../parts/workspace.ts";

/** What stands at the beginning of a conversation: what it is for, and what one can do here. */
export function ConversationIntro({ conversation }: { readonly conversation: Conversation }) {
  const { bot } = useWorkspace();
  const isApp = conversation.with === bot.userId;
  return (
    <div class="intro">
      {conversation.with === null ? (
        <h3>#{conversation.name}</h3>
      ) : (
        <>
          <Avatar userId={conversation.with} size={56} />
          <h3>{conversation.name}</h3>
        </>
      )}
      <p>{isApp ? <AboutApp /> : <AboutTalk conversation={conversation} />}</p>
    </div>
  );
}

function AboutApp() {
  const { bot } = useWorkspace();
  const { page } = useLiveSandbox();
  const where = page.sandbox?.isMessagesTabReadOnly === true ? "in a channel" : "in any conversation";
  return (
    <>
      What {bot.name} asks of you arrives here. Type <Command /> {where} to delegate labeling.
    </>
  );
}

function AboutTalk({ conversation }: { readonly conversation: Conversation }): ComponentChildren {
  if (conversation.with !== null) return <>Only you two read this.</>;
  return (
    <>
      {conversation.topic !== "" && `${conversation.topic}. `}Type <Command /> below to delegate labeling.
    </>
  );
}

/** The first command of the app, ready to be tried. */
function Command() {
  const { page } = useLiveSandbox();
  const info = page.sandbox?.commands[0];
  const verb = info?.usageHint.split(/[\s|]+/)[0] ?? "";
  return <code>{`${info?.command ?? "/"} ${verb}`.trim()}</code>;
}
