import type { ComponentChildren } from "preact";
import { useCallback, useEffect, useId, useRef, useState } from "preact/hooks";
import { styleOf, usePopup } from "./use-popup.ts";

export type MenuItem = {
  readonly key: string;
  readonly text: string;
  readonly description?: string;
  onChoose(): void;
};

type MenuProps = {
  readonly label: string;
  readonly class: string;
  readonly items: readonly MenuItem[];
  /** Stands above the items, e.g. the app's name. */
  readonly heading?: string;
  readonly id?: string;
  readonly children: ComponentChildren;
};

const WIDTH_PX = 280;

/** A button that opens a menu, after the ARIA pattern. */
export function Menu(props: MenuProps) {
  const [isOpen, setOpen] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const popup = useRef<HTMLDivElement>(null);
  const menuId = useId();
  const close = useCallback(() => setOpen(false), []);
  const place = usePopup(anchor, popup, isOpen, close, { height: 360, width: WIDTH_PX });
  const isShown = isOpen && place !== undefined;

  useEffect(() => {
    if (isShown) itemsIn(popup.current)[0]?.focus();
  }, [isShown]);

  const onKeyDown = (event: KeyboardEvent) => {
    const items = itemsIn(popup.current);
    const focused = document.activeElement;
    const at = focused instanceof HTMLElement ? items.indexOf(focused) : -1;
    const step = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      items.at(step % items.length)?.focus();
    } else if (event.key === "Escape" || event.key === "Tab") {
      if (event.key === "Escape") event.preventDefault();
      event.stopPropagation();
      close();
      anchor.current?.focus();
    }
  };

  return (
    <>
      <button
        ref={anchor}
        id={props.id}
        type="button"
        class={props.class}
        aria-label={props.label}
        title={props.label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={menuId}
        onClick={() => setOpen(!isOpen)}
      >
        {props.children}
      </button>
      {isShown && (
        <div
          class="popup menu"
          role="menu"
          tabIndex={-1}
          id={menuId}
          aria-label={props.label}
          ref={popup}
          style={styleOf(place)}
          onKeyDown={onKeyDown}
        >
          {props.heading !== undefined && <div class="menu-heading">{props.heading}</div>}
          {props.items.map((item) => (
            <button
              key={item.key}
              type="button"
              role="menuitem"
              tabIndex={-1}
              class="menu-item"
              onClick={() => {
                close();
                anchor.current?.focus();
                item.onChoose();
              }}
            >
              <span>{item.text}</span>
              {item.description !== undefined && <span class="menu-item-description">{item.description}</span>}
            </button>
          ))}
        </div>
      )}
    </>
  );
}

const itemsIn = (popup: HTMLElement | null): HTMLElement[] => [
  ...(popup?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? []),
];
