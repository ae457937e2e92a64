import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

type DialogProps = {
  readonly class: string;
  /** Id of the heading that names it. */
  readonly labelledBy: string;
  /** When this changes, something else is shown inside: the focus goes to its first field. */
  readonly contentKey?: string;
  onEscape(): void;
  readonly children: ComponentChildren;
};

/** A modal box over a dimmed page. The browser keeps the focus inside and gives it back at the end. */
export function Dialog(props: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);

  useLayoutEffect(() => {
    const box = dialog.current;
    box?.showModal();
    return () => box?.close();
  }, []);

  useLayoutEffect(() => {
    if (dialog.current) focusFirst(dialog.current);
  }, [props.contentKey]);

  // An update may take away what had the focus; the keys must not fall through to the page.
  useLayoutEffect(() => {
    const box = dialog.current;
    if (box && !box.contains(document.activeElement)) focusFirst(box);
  });

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    props.onEscape();
  };

  return (
    <dialog
      ref={dialog}
      class={`dialog ${props.class}`}
      aria-labelledby={props.labelledBy}
      onKeyDown={onKeyDown}
      onCancel={(event) => {
        event.preventDefault();
        props.onEscape();
      }}
    >
      {props.children}
    </dialog>
  );
}

const FIELDS = "input:not([disabled]), textarea, select";

/** The field that asks for it, else the first one, else the box itself: never a button that does something. */
function focusFirst(dialog: HTMLElement): void {
  const box = dialog.querySelector<HTMLElement>(".modal-layer:not([hidden])") ?? dialog;
  const wanted =
    box.querySelector<HTMLElement>("[data-autofocus]") ??
    box.querySelector<HTMLElement>(`.dialog-body :is(${FIELDS})`) ??
    box.querySelector<HTMLElement>(".dialog-body");
  wanted?.focus({ preventScroll: wanted.matches(".dialog-body") });
}
