import { useEffect, useRef } from "preact/hooks";
import type { ShownTask } from "../../protocol.ts";
import { keysOf } from "./concept-keys.ts";

type DeskKeys = {
  /** A window stands above the page: the keys are its own. */
  readonly isOpen: boolean;
  readonly isDrawn: boolean;
  readonly concepts: ShownTask["concepts"];
  readonly undo: () => void;
  readonly redo: () => void;
  readonly submit: () => void;
  readonly step: (by: 1 | -1) => void;
  /** The concept of a key that was pressed. */
  readonly choose: (id: string) => void;
  /** Somebody types the name of a concept. */
  readonly find: () => void;
};

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches("input[type=search], textarea");
const isPressed = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest("button, summary, dialog, a, label") !== null;

/** Keys that work wherever the focus is. */
export function useDeskKeys(keys: DeskKeys) {
  const now = useRef(keys);
  now.current = keys;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      // Annotorious listens for the keys of undo too; here they are ours, and a text field's in one.
      if (isUndoKey(event)) event.stopImmediatePropagation();
      if (now.current.isOpen || event.defaultPrevented) return;
      if (press(now.current, event)) event.preventDefault();
    };
    window.addEventListener("keydown", onKeyDown, { capture: true });
    return () => window.removeEventListener("keydown", onKeyDown, { capture: true });
  }, []);
}

const isUndoKey = ({ key, ctrlKey, metaKey }: KeyboardEvent): boolean =>
  (ctrlKey || metaKey) && ["z", "y"].includes(key.toLowerCase());

function press(keys: DeskKeys, event: KeyboardEvent): boolean {
  const { key, target, ctrlKey, metaKey, altKey, shiftKey } = event;
  if (isUndoKey(event)) {
    if (isField(target)) return false;
    if (key.toLowerCase() === "y" || shiftKey) keys.redo();
    else keys.undo();
    return true;
  }
  if (key === "Enter" && (ctrlKey || metaKey)) {
    keys.submit();
    return true;
  }
  if (ctrlKey || metaKey || altKey) return false;
  if (key === "PageDown" || key === "PageUp") {
    keys.step(key === "PageDown" ? 1 : -1);
    return true;
  }
  if (isField(target)) return false;
  if (key === "Enter" && !keys.isDrawn && !isPressed(target)) {
    keys.submit();
    return true;
  }
  if (/^\d$/.test(key)) {
    const id = keysOf(keys.concepts).get(key);
    if (id !== undefined) keys.choose(id);
    return true;
  }
  // The letter itself arrives in the field.
  if (/^\p{L}$/u.test(key)) keys.find();
  return false;
}
