import type { Sandbox } from "../client/use-sandbox.ts";
import { Icon } from "../parts/icons.tsx";

/** What concerns no conversation in particular: a lost connection, an app that did not answer. */
export function NoticeBar({ sandbox }: { readonly sandbox: Sandbox }) {
  const { page, dismiss } = sandbox;
  const notices = page.notices.filter((notice) => notice.channel === null);
  return (
    <div class="notice-bar" role="status">
      {!page.isConnected && page.sandbox !== undefined && (
        <p class="notice">
          <Icon name="alert" />
          <span>The connection to the sandbox is lost. Trying again…</span>
        </p>
      )}
      {notices.map((notice) => (
        <p key={notice.id} class="notice">
          <Icon name="alert" />
          <span>{notice.text}</span>
          <button type="button" class="icon-button" aria-label="Dismiss" onClick={() => dismiss(notice.id)}>
            <Icon name="close" size={14} />
          </button>
        </p>
      ))}
    </div>
  );
}
