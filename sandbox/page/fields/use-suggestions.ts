import type { Option } from "@slack/types";
import { useEffect, useRef, useState } from "preact/hooks";
import { type ChoiceGroup, filterGroups, flattenOptions, type Suggestions, toGroups } from "./choice.ts";
import { type FieldAddress, useForm } from "./form.ts";

const TYPING_PAUSE_MS = 200;

/** Narrows a list that the page has whole. */
export function useLocalSuggestions(groups: readonly ChoiceGroup[]) {
  const [query, setQuery] = useState("");
  const suggestions: Suggestions = { groups: filterGroups(groups, query), isLoading: false, notice: undefined };
  return { suggestions, onQuery: setQuery };
}

/** Asks the app, from `minLength` characters on, once the typing pauses; an answer that was overtaken is dropped. */
export function useExternalSuggestions(address: FieldAddress, minLength: number) {
  const form = useForm();
  const [suggestions, setSuggestions] = useState<Suggestions>({ groups: [], isLoading: false, notice: undefined });
  const known = useRef(new Map<string, Option>());
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined);
  const turn = useRef(0);
  useEffect(
    () => () => {
      clearTimeout(pause.current);
      turn.current += 1;
    },
    [],
  );

  const ask = async (query: string, mine: number) => {
    const answer = await form.suggest(address, query);
    if (mine !== turn.current) return;
    for (const option of flattenOptions(answer.options, answer.optionGroups)) {
      known.current.set(option.value ?? option.text.text, option);
    }
    setSuggestions({
      groups: toGroups(answer.options, answer.optionGroups),
      isLoading: false,
      notice: answer.notice ?? undefined,
    });
  };
  const onQuery = (query: string) => {
    clearTimeout(pause.current);
    turn.current += 1;
    const mine = turn.current;
    if (query.length < minLength) {
      const more = `Type at least ${minLength} character${minLength === 1 ? "" : "s"}.`;
      setSuggestions({ groups: [], isLoading: false, notice: more });
      return;
    }
    setSuggestions((before) => ({ groups: before.groups, isLoading: true, notice: undefined }));
    pause.current = setTimeout(() => void ask(query, mine), query === "" ? 0 : TYPING_PAUSE_MS);
  };
  return { suggestions, onQuery, find: (key: string) => known.current.get(key) };
}
