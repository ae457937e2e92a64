import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Place } from "../../slack/protocol.ts";
import type { FieldValues } from "../../slack/sandbox-state.ts";
import type { DrawnBlock } from "../blocks/block-model.ts";
import { initialValue, listElements, pruneValues, readValue, writeValue } from "../blocks/elements.ts";
import { wordsOf } from "../client/use-sandbox.ts";
import type { FieldAddress, Form } from "../fields/form.ts";
import { useLiveSandbox } from "../parts/sandbox-context.ts";
import { useConfirm } from "./confirm-context.tsx";

type Surface = {
  readonly place: Place;
  readonly blocks: readonly DrawnBlock[];
  /** What the server knows of the fields; initial values where it says nothing. */
  readonly values?: FieldValues;
  /** Where remarks are shown: a conversation, or the bar on top. */
  readonly channel: string | null;
  onKeep?(address: FieldAddress): void;
};

const keyOf = ({ blockId, actionId }: FieldAddress) => `${blockId}/${actionId}`;

/** The fields of one modal, message or Home: what was typed stays through updates, as long as its field does. */
export function useSurfaceForm(surface: Surface) {
  const { place, blocks, channel } = surface;
  const { client, run } = useLiveSandbox();
  const confirm = useConfirm();
  const [touched, setTouched] = useState<FieldValues>({});
  const [acting, setActing] = useState<ReadonlySet<string>>(new Set());
  // A change and the action that it causes happen in one turn: the action must already see the change.
  const latest = useRef(touched);

  useEffect(() => {
    latest.current = pruneValues(latest.current, blocks);
    setTouched(latest.current);
  }, [blocks]);

  const untouched = useMemo(() => {
    let values: FieldValues = {};
    for (const { address, element } of listElements(blocks)) {
      const value = readValue(surface.values ?? {}, address) ?? initialValue(element);
      if (value !== undefined) values = writeValue(values, address, value);
    }
    return values;
  }, [blocks, surface.values]);

  const setBusy = (address: FieldAddress, isBusy: boolean) =>
    setActing((before) => {
      const next = new Set(before);
      if (isBusy) next.add(keyOf(address));
      else next.delete(keyOf(address));
      return next;
    });

  const form: Form = {
    confirm,
    read: (address) => readValue(touched, address) ?? readValue(untouched, address),
    keep(address, value) {
      latest.current = writeValue(latest.current, address, value);
      setTouched(latest.current);
      surface.onKeep?.(address);
    },
    async act(address, value) {
      setBusy(address, true);
      await run(channel, () => client.post("POST block-actions", { place, ...address, value, values: latest.current }));
      setBusy(address, false);
    },
    suggest: (address, query) =>
      client
        .post("POST suggestions", { place, ...address, query, values: latest.current })
        .catch((error: unknown) => ({ options: [], optionGroups: [], notice: wordsOf(error) })),
    isActing: (address) => acting.has(keyOf(address)),
  };
  return { form, touched: latest };
}
