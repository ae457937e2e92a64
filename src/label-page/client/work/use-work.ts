import { useState } from "preact/hooks";
import type { Said } from "../../../domain/labeling/label.ts";
import type { Refusal, Requests, ShownInput, ShownWork } from "../../protocol.ts";
import { send } from "./send.ts";
import { useDrafts } from "./use-drafts.ts";
import { withNames } from "./with-names.ts";

/** What lies before this person, which input of it is shown, and what was done since the page was opened. */
type State = {
  readonly work: ShownWork;
  readonly currentId: string | undefined;
  readonly done: readonly ShownInput[];
};

/** An input in the strip: what is done is looked at no more, but can be taken back, the last one first. */
type StripItem = { readonly input: ShownInput; readonly state: "done" | "begun" | "open" };

/** What is told beside the work: `error` where something was not done. */
export type Told = { readonly kind: "error" | "notice"; readonly words: string };

export type Work = ReturnType<typeof useWork>;

/** The work before a person, and what can be done with it. */
export function useWork(first: ShownWork) {
  const drafts = useDrafts(saveDraft);
  const [{ work, currentId, done }, setDesk] = useState<State>({
    work: first,
    currentId: first.inputs[0]?.inputId,
    done: [],
  });
  const [isBusy, setBusy] = useState(false);
  const [told, setTold] = useState<Told>();
  const [closed, setClosed] = useState<Refusal>();
  /** Counts the drafts, for the strip to show them. */
  const [, setStrokes] = useState(0);

  const current = work.inputs.find(({ inputId }) => inputId === currentId) ?? work.inputs[0];
  const position = current === undefined ? -1 : work.inputs.indexOf(current);

  /** Asks for something; `then` says what is shown next, with the work as it is by then. */
  async function request<Name extends "answer" | "skip" | "undo" | "ask" | "work">(
    name: Name,
    body: Requests[Name],
    then: (next: ShownWork) => Partial<State>,
  ): Promise<boolean> {
    setBusy(true);
    setTold(undefined);
    const sent = await send(name, body);
    setBusy(false);
    if (sent.ok) {
      const { work: next, notice } = sent.answer;
      setDesk((before) => ({ ...before, work: next, ...then(next) }));
      if (notice !== undefined) setTold({ kind: "notice", words: notice });
      return true;
    }
    const { refusal } = sent;
    if (refusal.refused === "closed") setClosed(refusal);
    else setTold({ kind: "error", words: `${refusal.title}. ${refusal.words}` });
    const { work: next } = refusal;
    if (next) setDesk((before) => ({ ...before, work: next }));
    return false;
  }

  /** The input that comes after this one in the order that was shown, as far as it is still there. */
  function after(from: ShownInput, next: ShownWork): string | undefined {
    const later = [...work.inputs.slice(position + 1), ...work.inputs.slice(0, Math.max(position, 0))];
    const stays = later.find(({ inputId }) => inputId !== from.inputId && holds(next, inputId));
    const fresh = next.inputs.find(({ inputId }) => inputId !== from.inputId);
    return (stays ?? fresh ?? next.inputs[0])?.inputId;
  }

  const go = (inputId: string | undefined) => setDesk((before) => ({ ...before, currentId: inputId }));

  return {
    work,
    current,
    isBusy,
    told,
    closed,
    draftOf: (input: ShownInput): Said | undefined => drafts.find(input.inputId, input.draft),
    keep: (inputId: string, said: Said | undefined): void => {
      drafts.keep(inputId, said);
      setStrokes((count) => count + 1);
    },
    strip: [
      ...done.map((input): StripItem => ({ input, state: "done" })),
      ...work.inputs.map(
        (input): StripItem => ({ input, state: isBegun(drafts.find(input.inputId, input.draft)) ? "begun" : "open" }),
      ),
    ],
    go,
    step: (by: 1 | -1): void => go((work.inputs[position + by] ?? current)?.inputId),
    canStep: (by: 1 | -1): boolean => work.inputs[position + by] !== undefined,

    async submit(said: Said): Promise<boolean> {
      if (current === undefined) return false;
      const { assignmentId, inputId } = current;
      const isSaid = await request("answer", { assignmentId, inputId, said }, (next) => ({
        currentId: after(current, next),
        done: [...done, current],
      }));
      if (isSaid) drafts.forget(inputId);
      return isSaid;
    },
    async skip(): Promise<void> {
      if (current === undefined) return;
      const { assignmentId } = current;
      await request("skip", { assignmentId }, (next) => ({ currentId: after(current, next) }));
    },
    async undo(): Promise<void> {
      const { lastId } = work;
      await request("undo", lastId === undefined ? {} : { answerId: lastId }, (next) => {
        const back = next.inputs.find(({ inputId }) => !holds(work, inputId));
        if (!back) return {};
        if (back.draft) drafts.keep(back.inputId, back.draft);
        return { currentId: back.inputId, done: done.filter(({ inputId }) => inputId !== back.inputId) };
      });
    },
    /** Looks whether more is there by now. */
    async look(): Promise<void> {
      await request("work", {}, () => ({}));
    },
    async ask(question: string): Promise<void> {
      if (current) await request("ask", { assignmentId: current.assignmentId, question }, () => ({}));
    },
  };
}

function saveDraft(inputId: string, said: Said | undefined) {
  const named = said && withNames(said);
  return send("draft", { inputId, ...(named && { said: named }) });
}

const holds = (work: ShownWork, inputId: string): boolean => work.inputs.some((input) => input.inputId === inputId);

const isBegun = (said: Said | undefined): boolean =>
  said !== undefined && (said.kind === "concepts" || said.shapes.length > 0);
