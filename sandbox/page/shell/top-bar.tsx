import { Avatar } from "../parts/avatar.tsx";
import { Icon } from "../parts/icons.tsx";
import { nameOf, useWorkspace } from "../parts/workspace.ts";
import { WorkerButtons } from "./worker-buttons.tsx";

type TopBarProps = { readonly isSideOpen: boolean; onToggleSide(): void };

/** Where one is, who works, and whom one is being. */
export function TopBar({ isSideOpen, onToggleSide }: TopBarProps) {
  const workspace = useWorkspace();
  return (
    <header class="top-bar">
      <button
        type="button"
        class="icon-button top-bar-menu"
        aria-label="People and conversations"
        aria-expanded={isSideOpen}
        aria-controls="side"
        onClick={onToggleSide}
      >
        <Icon name="menu" size={20} />
      </button>
      <h1 class="top-bar-text">
        <strong>Local sandbox</strong>
        <span class="top-bar-promise"> — nothing leaves this machine</span>
      </h1>
      <WorkerButtons />
      <p class="top-bar-me">
        <span class="top-bar-you">You are</span>
        <Avatar userId={workspace.me} size={20} />
        <strong>{nameOf(workspace, workspace.me)}</strong>
      </p>
    </header>
  );
}
