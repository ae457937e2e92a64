import { nameOf, useWorkspace } from "./workspace.ts";

/** Backgrounds on which white letters keep a contrast of at least 4.5. */
const COLOURS = ["#8a3ffc", "#0b7285", "#b4451f", "#2b6cb0", "#9c2c77", "#3f7d20", "#7a5c00", "#5f4b8b"] as const;

/** A picture for somebody: their initials on a colour of their own, or the app's mark. */
export function Avatar({ userId, size = 36 }: { readonly userId: string; readonly size?: number }) {
  const workspace = useWorkspace();
  const box = { width: `${size}px`, height: `${size}px`, fontSize: `${Math.round(size * 0.4)}px` };
  if (userId === workspace.bot.userId || userId === workspace.bot.botId) {
    return (
      <span class="avatar avatar-app" style={box} aria-hidden="true">
        <AppMark />
      </span>
    );
  }
  const index = Math.max(
    0,
    workspace.people.findIndex((person) => person.id === userId),
  );
  return (
    <span
      class="avatar"
      style={{ ...box, background: COLOURS[index % COLOURS.length] ?? COLOURS[0] }}
      aria-hidden="true"
    >
      {initialsOf(nameOf(workspace, userId))}
    </span>
  );
}

const initialsOf = (name: string): string =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => [...word][0]?.toUpperCase() ?? "")
    .join("");

/** Labeldesk's mark: a label with a tick. */
function AppMark() {
  return (
    <svg viewBox="0 0 20 20" width="64%" height="64%" aria-hidden="true" focusable="false">
      <path
        d="M3.2 4.6a1.4 1.4 0 011.4-1.4h5.6l6.6 6.6a1.6 1.6 0 010 2.3l-4.7 4.7a1.6 1.6 0 01-2.3 0L3.2 10.2z"
        fill="currentColor"
      />
      <path
        d="M6.6 9.2l2.3 2.6 4-4.2"
        fill="none"
        stroke="var(--mark-tick)"
        stroke-width="1.7"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
