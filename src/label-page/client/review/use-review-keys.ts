import { useEffect, useRef } from "preact/hooks";

type ReviewKeys = {
  /** Something else has the keys: a window above the page, or the picture that is corrected. */
  readonly isElsewhere: boolean;
  /** A verdict, by its key. */
  readonly choose: (key: string) => void;
  readonly approve: () => void;
  readonly correct: () => void;
  readonly step: (by: 1 | -1) => void;
  /** The next input without a verdict; the batch is saved where each has one. */
  readonly goOn: () => void;
  readonly save: () => void;
};

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches("textarea, input:not([type=radio])");
const isPressed = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest("button, a") !== null;

/** Keys of the page for reviewing, wherever the focus is. */
export function useReviewKeys(keys: ReviewKeys) {
  const now = useRef(keys);
  now.current = keys;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (now.current.isElsewhere || event.defaultPrevented) return;
      if (press(now.current, event)) event.preventDefault();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}

function press(keys: ReviewKeys, { key, target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  if (key === "Enter" && (ctrlKey || metaKey)) {
    keys.save();
    return true;
  }
  if (ctrlKey || metaKey || altKey) return false;
  if (key === "PageDown" || key === "PageUp") {
    keys.step(key === "PageDown" ? 1 : -1);
    return true;
  }
  if (isField(target)) return false;
  if (key === "Enter") {
    if (isPressed(target)) return false;
    keys.goOn();
    return true;
  }
  const letter = key.toLowerCase();
  if (letter === "a") keys.approve();
  else if (letter === "e") keys.correct();
  else if (letter === "n" || letter === "p") keys.step(letter === "n" ? 1 : -1);
  else if (/^[cr1-9]$/.test(letter)) keys.choose(letter);
  else return false;
  return true;
}
