import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Choice, Suggestions } from "./choice.ts";

export type ComboBoxModel = {
  readonly chosen: readonly Choice[];
  readonly isMany: boolean;
  /** How many may be chosen at most. */
  readonly max: number;
  /** Whether the one that is chosen can be taken back. */
  readonly canClear: boolean;
  readonly suggestions: Suggestions;
  /** Told what was typed, and the empty text whenever the list opens. */
  onQuery(query: string): void;
  onChoose(chosen: readonly Choice[]): void;
};

/** The behaviour of a combo box after the ARIA pattern: what is open, typed and active, and what the keys do. */
export function useComboBox(model: ComboBoxModel) {
  const [isOpen, setOpen] = useState(false);
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const choices = model.suggestions.groups.flatMap((group) => group.choices);
  const isChosen = (choice: Choice) => model.chosen.some((each) => each.key === choice.key);
  const isFull = model.isMany && model.chosen.length >= model.max;

  // A new list begins at its first line, or at what is chosen already.
  const listKey = choices.map((choice) => choice.key).join("\n");
  useEffect(() => {
    const at = model.isMany ? -1 : choices.findIndex(isChosen);
    setActive(query === "" && at !== -1 ? at : 0);
  }, [listKey, isOpen]);

  const close = useCallback(() => {
    setOpen(false);
    setQuery("");
  }, []);
  const open = () => {
    if (isOpen) return;
    setOpen(true);
    model.onQuery("");
  };
  const type = (text: string) => {
    setQuery(text);
    setOpen(true);
    model.onQuery(text);
  };
  const remove = (key: string) => {
    model.onChoose(model.chosen.filter((each) => each.key !== key));
    input.current?.focus();
  };
  const choose = (choice: Choice) => {
    if (!model.isMany) {
      model.onChoose([choice]);
      close();
      return;
    }
    if (isChosen(choice)) return remove(choice.key);
    if (isFull) return;
    model.onChoose([...model.chosen, choice]);
    if (query !== "") type("");
    input.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const last = choices.length - 1;
    switch (event.key) {
      case "ArrowDown":
      case "ArrowUp":
        event.preventDefault();
        if (!isOpen) return open();
        if (event.key === "ArrowDown") return setActive(active >= last ? 0 : active + 1);
        return setActive(active <= 0 ? last : active - 1);
      case "Enter": {
        // Enter never submits the form from here.
        event.preventDefault();
        const choice = choices[active];
        if (!isOpen) return open();
        if (choice !== undefined) choose(choice);
        return;
      }
      case "Escape":
        if (!isOpen) return;
        event.preventDefault();
        event.stopPropagation();
        return close();
      case "Tab":
        return close();
      case "Backspace":
      case "Delete": {
        const lastChosen = model.chosen.at(-1);
        if (query !== "" || lastChosen === undefined || (!model.isMany && !model.canClear)) return;
        event.preventDefault();
        return model.onChoose(model.chosen.slice(0, -1));
      }
    }
  };

  return {
    isOpen,
    query,
    active,
    setActive,
    choices,
    isChosen,
    isFull,
    open,
    close,
    type,
    choose,
    remove,
    onKeyDown,
    input,
  };
}
