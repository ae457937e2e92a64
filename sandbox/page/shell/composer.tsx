import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Conversation } from "../../slack/sandbox-state.ts";
import { Avatar } from "../parts/avatar.tsx";
import { Icon } from "../parts/icons.tsx";
import { Menu } from "../parts/menu.tsx";
import { useLiveSandbox } from "../parts/sandbox-context.ts";
import { useWorkspace } from "../parts/workspace.ts";
import { type ComposerSuggestion, suggest } from "./composer-suggestions.ts";

/** The message box: Enter sends, Shift+Enter begins a line; a text that begins with a slash is a command. */
export function Composer({ conversation }: { readonly conversation: Conversation }) {
  const { client, run, page } = useLiveSandbox();
  const workspace = useWorkspace();
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const [isDismissed, setDismissed] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  const listId = useId();

  const commands = page.sandbox?.commands ?? [];
  const suggestions = isDismissed ? [] : suggest(text, commands, workspace.people);
  const chosen = suggestions[Math.min(active, suggestions.length - 1)];
  const name = conversation.with === null ? `#${conversation.name}` : conversation.name;

  useEffect(() => area.current?.focus({ preventScroll: true }), []);
  useLayoutEffect(() => {
    const box = area.current;
    if (box === null) return;
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight}px`;
  }, [text]);

  const type = (next: string) => {
    setText(next);
    setActive(0);
    setDismissed(false);
  };
  const complete = (suggestion: ComposerSuggestion) => {
    type(text.slice(0, suggestion.from) + suggestion.replacement);
    area.current?.focus();
  };
  const send = () => {
    const said = text.trim();
    if (said === "") return;
    type("");
    const channel = conversation.id;
    void run(channel, () =>
      said.startsWith("/")
        ? client.post("POST commands", { channel, text: said })
        : client.post("POST messages", { channel, text: said }),
    );
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (chosen !== undefined && moveOrComplete(event, chosen)) return event.preventDefault();
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    send();
  };
  const moveOrComplete = (event: KeyboardEvent, suggestion: ComposerSuggestion): boolean => {
    const count = suggestions.length;
    if (event.key === "ArrowDown") setActive((active + 1) % count);
    else if (event.key === "ArrowUp") setActive((active + count - 1) % count);
    else if (event.key === "Escape") setDismissed(true);
    // A command that is typed out is sent, not completed.
    else if (event.key === "Tab" || (event.key === "Enter" && text !== suggestion.replacement.trim()))
      complete(suggestion);
    else return false;
    return true;
  };

  return (
    <div class="composer">
      {chosen !== undefined && (
        <div class="popup composer-popup" role="listbox" id={listId} aria-label="Suggestions">
          {suggestions.map((suggestion, index) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the box, which points here by aria-activedescendant
            // biome-ignore lint/a11y/useKeyWithClickEvents: the box has the keys
            <div
              key={suggestion.key}
              id={`${listId}-${index}`}
              role="option"
              class="composer-line"
              aria-selected={suggestion === chosen}
              onMouseDown={(event) => event.preventDefault()}
              onMouseMove={() => setActive(index)}
              onClick={() => complete(suggestion)}
            >
              <Avatar userId={suggestion.userId ?? workspace.bot.userId} size={28} />
              <span class="composer-line-text">
                <span>
                  <strong>{suggestion.title}</strong> <span class="composer-line-detail">{suggestion.detail}</span>
                </span>
                <span class="composer-line-description">{suggestion.description}</span>
              </span>
            </div>
          ))}
        </div>
      )}
      <div class="composer-box">
        <ShortcutMenu conversation={conversation} />
        <textarea
          ref={area}
          rows={1}
          value={text}
          aria-label={`Message ${name}`}
          placeholder={`Message ${name}`}
          aria-controls={chosen === undefined ? undefined : listId}
          aria-activedescendant={chosen === undefined ? undefined : `${listId}-${suggestions.indexOf(chosen)}`}
          onInput={(event) => type(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <button
          type="button"
          class="icon-button composer-send"
          aria-label="Send"
          disabled={text.trim() === ""}
          onClick={send}
        >
          <Icon name="send" />
        </button>
      </div>
      <p class="composer-hint">
        <kbd>/</kbd> for commands · <kbd>Enter</kbd> to send
      </p>
    </div>
  );
}

function ShortcutMenu({ conversation }: { readonly conversation: Conversation }) {
  const { client, run, page } = useLiveSandbox();
  const { bot } = useWorkspace();
  const shortcuts = page.sandbox?.shortcuts.filter((shortcut) => shortcut.kind === "global") ?? [];
  if (shortcuts.length === 0) return null;
  return (
    <Menu
      label="Shortcuts"
      class="icon-button"
      heading={bot.name}
      items={shortcuts.map((shortcut) => ({
        key: shortcut.callbackId,
        text: shortcut.name,
        description: shortcut.description,
        onChoose: () =>
          void run(conversation.id, () =>
            client.post("POST shortcuts", { callbackId: shortcut.callbackId, channel: conversation.id }),
          ),
      }))}
    >
      <Icon name="bolt" />
    </Menu>
  );
}
