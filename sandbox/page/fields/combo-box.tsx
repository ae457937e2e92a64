import { useEffect, useId, useRef } from "preact/hooks";
import { Avatar } from "../parts/avatar.tsx";
import { Icon } from "../parts/icons.tsx";
import { styleOf, usePopup } from "../parts/use-popup.ts";
import type { Choice } from "./choice.ts";
import { type ComboBoxModel, useComboBox } from "./use-combo-box.ts";

type ComboBoxProps = ComboBoxModel & {
  readonly aria: { readonly id: string; readonly "aria-label": string | undefined };
  readonly placeholder: string;
  readonly autofocus: boolean;
};

/** Every select of Block Kit: type to narrow, arrows and Enter to choose; the chosen ones as chips where there can be several. */
export function ComboBox(props: ComboBoxProps) {
  const box = useComboBox(props);
  const anchor = useRef<HTMLDivElement>(null);
  const popup = useRef<HTMLDivElement>(null);
  const listId = useId();
  const place = usePopup(anchor, popup, box.isOpen, box.close, { height: 300 });
  const single = props.isMany ? undefined : props.chosen[0];
  const optionId = (index: number) => `${listId}-${index}`;

  useEffect(() => {
    if (box.isOpen) popup.current?.querySelector("[data-active]")?.scrollIntoView({ block: "nearest" });
  }, [box.active, box.isOpen]);

  return (
    <div class="combo">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the input inside has the keys and the role; this only widens what a press reaches */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: see above */}
      <div
        class="combo-box"
        ref={anchor}
        onClick={() => {
          box.input.current?.focus();
          box.open();
        }}
      >
        {props.isMany &&
          props.chosen.map((choice) => (
            <Chip key={choice.key} choice={choice} onRemove={() => box.remove(choice.key)} />
          ))}
        {single?.userId !== undefined && !box.isOpen && <Avatar userId={single.userId} size={20} />}
        <input
          {...props.aria}
          ref={box.input}
          class="combo-input"
          role="combobox"
          type="text"
          autoComplete="off"
          spellcheck={false}
          aria-expanded={box.isOpen}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={box.isOpen && box.choices.length > 0 ? optionId(box.active) : undefined}
          data-autofocus={props.autofocus || undefined}
          value={box.isOpen ? box.query : (single?.text ?? "")}
          placeholder={box.isOpen && single ? single.text : props.chosen.length > 0 ? "" : props.placeholder}
          onInput={(event) => box.type(event.currentTarget.value)}
          onKeyDown={box.onKeyDown}
          onBlur={box.close}
        />
        {single && props.canClear && !box.isOpen ? (
          <button
            type="button"
            class="combo-clear"
            tabIndex={-1}
            aria-label={`Clear ${single.text}`}
            onClick={(event) => {
              event.stopPropagation();
              props.onChoose([]);
            }}
          >
            <Icon name="close" size={14} />
          </button>
        ) : (
          <span class="combo-chevron">
            <Icon name="chevron" size={16} />
          </span>
        )}
      </div>
      {box.isOpen && place && (
        // Pressing in the list must not take the focus from the input.
        // biome-ignore lint/a11y/noStaticElementInteractions: no interaction of its own, it keeps the focus where it is
        <div
          class="popup combo-popup"
          ref={popup}
          style={styleOf(place)}
          onMouseDown={(event) => event.preventDefault()}
        >
          <List box={box} listId={listId} optionId={optionId} {...props} />
        </div>
      )}
    </div>
  );
}

type ListProps = ComboBoxProps & {
  readonly box: ReturnType<typeof useComboBox>;
  readonly listId: string;
  optionId(index: number): string;
};

function List({ box, listId, optionId, suggestions, isMany, aria, max }: ListProps) {
  let index = -1;
  return (
    <>
      <div
        role="listbox"
        id={listId}
        aria-label={aria["aria-label"] ?? "Choices"}
        aria-multiselectable={isMany || undefined}
      >
        {suggestions.groups.map((group, at) => (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset is no child of a listbox
          <div role="group" aria-label={group.label} key={group.label ?? `group-${at}`}>
            {group.label !== undefined && (
              <div class="combo-group" aria-hidden="true">
                {group.label}
              </div>
            )}
            {group.choices.map((choice) => {
              index += 1;
              return <Line key={choice.key} choice={choice} index={index} box={box} id={optionId(index)} />;
            })}
          </div>
        ))}
      </div>
      <p class="combo-notice" role="status">
        {box.isFull ? `You can choose up to ${max}.` : noticeOf(box.choices.length, suggestions)}
      </p>
    </>
  );
}

function noticeOf(count: number, suggestions: ComboBoxProps["suggestions"]): string {
  if (suggestions.notice !== undefined) return suggestions.notice;
  if (suggestions.isLoading && count === 0) return "Loading…";
  return count === 0 ? "No results" : "";
}

type LineProps = {
  readonly choice: Choice;
  readonly index: number;
  readonly id: string;
  readonly box: ReturnType<typeof useComboBox>;
};

function Line({ choice, index, id, box }: LineProps) {
  const isChosen = box.isChosen(choice);
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the input, which points here by aria-activedescendant
    // biome-ignore lint/a11y/useKeyWithClickEvents: the input has the keys
    <div
      role="option"
      id={id}
      class="combo-line"
      aria-selected={isChosen}
      aria-disabled={(box.isFull && !isChosen) || undefined}
      data-active={index === box.active || undefined}
      onMouseMove={() => box.setActive(index)}
      onClick={() => box.choose(choice)}
    >
      {choice.userId !== undefined && <Avatar userId={choice.userId} size={24} />}
      <span class="combo-line-text">
        {choice.text}
        {choice.description !== undefined && <span class="combo-line-description">{choice.description}</span>}
      </span>
      {isChosen && <Icon name="check" size={16} />}
    </div>
  );
}

function Chip({ choice, onRemove }: { readonly choice: Choice; onRemove(): void }) {
  return (
    <span class="chip">
      {choice.userId !== undefined && <Avatar userId={choice.userId} size={20} />}
      <span class="chip-text">{choice.text}</span>
      <button
        type="button"
        tabIndex={-1}
        aria-label={`Remove ${choice.text}`}
        onClick={(event) => {
          event.stopPropagation();
          onRemove();
        }}
      >
        <Icon name="close" size={12} />
      </button>
    </span>
  );
}
