import type { ShownTask } from "../../protocol.ts";
import { Dialog } from "./dialog.tsx";

type Line = readonly [keys: string, what: string];

const EVERYWHERE: readonly Line[] = [
  ["1 – 9", "choose a concept"],
  ["letters", "find a concept by its name"],
  ["Ctrl + Enter", "submit and next"],
  ["Page up, Page down", "the input before, the next one"],
];
const DRAWING: readonly Line[] = [
  ["Enter", "a cross that the arrow keys move; Enter again sets a corner"],
  ["Arrow keys", "move the cross, or the mark that is chosen; with Shift in fine steps"],
  [". and ,", "choose a corner of the mark; the arrow keys then move it"],
  ["Delete", "delete the mark, or take back a corner"],
  ["Esc", "give up what is being drawn"],
  ["Ctrl + Z, Ctrl + Y", "undo, redo"],
  ["+ and −, wheel, pinch", "zoom"],
  ["Space and drag", "move the picture"],
];

const HOW = {
  boxes:
    "Press and drag, or click two opposite corners. Drag a corner or a side to resize, the cross in the middle to move.",
  polygons:
    "Click corner after corner; click the first one again, or the last one twice, to close. Drag a corner to move it, the point in the middle of a side to add one.",
  concepts: "",
} as const satisfies Record<ShownTask["kind"], string>;

/** How to work here, by mouse, touch and keys. */
export function Help({ kind, onClose }: { kind: ShownTask["kind"]; onClose: () => void }) {
  const lines = kind === "concepts" ? EVERYWHERE : [...EVERYWHERE, ...DRAWING];
  return (
    <Dialog title="Keys and drawing" onClose={onClose}>
      {HOW[kind] !== "" && <p>{HOW[kind]}</p>}
      <KeyList lines={lines} />
    </Dialog>
  );
}

export function KeyList({ lines }: { lines: readonly Line[] }) {
  return (
    <dl class="keys">
      {lines.map(([keys, what]) => (
        <div key={keys}>
          <dt>{keys}</dt>
          <dd>{what}</dd>
        </div>
      ))}
    </dl>
  );
}
