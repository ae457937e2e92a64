import { useMemo, useRef, useState } from "preact/hooks";
import type { Said } from "../../../domain/labeling/label.ts";
import { type Choice, MISTAKES, mistakeIn, type Reviewed } from "../../../domain/review/decide.ts";
import type { Refusal } from "../../protocol.ts";
import type { ShownReview, ShownReviewInput } from "../../review-protocol.ts";
import { sendReview } from "../work/send.ts";
import { useDrafts } from "../work/use-drafts.ts";
import type { Told } from "../work/use-work.ts";
import { withNames } from "../work/with-names.ts";

/** The batch that lies before a reviewer, which input of it is shown, and what was saved since the page was opened. */
type State = {
  readonly work: ShownReview;
  readonly currentId: string | undefined;
  readonly done: readonly ShownReviewInput[];
};

/** What somebody reviews on this page, and what can be done with it. */
export function useReview(first: ShownReview) {
  const drafts = useDrafts<Reviewed>(saveDraft);
  /** What was corrected of a label stays while another verdict is tried. */
  const corrections = useMemo(() => new Map<string, Said>(), []);
  const [{ work, currentId, done }, setState] = useState<State>({
    work: first,
    currentId: first.inputs[0]?.inputId,
    done: [],
  });
  const batch = useRef(newBatch());
  const [isBusy, setBusy] = useState(false);
  const [told, setTold] = useState<Told>();
  const [closed, setClosed] = useState<Refusal<ShownReview>>();
  /** Counts what was chosen, for it to be shown. */
  const [, setChanges] = useState(0);

  const current = work.inputs.find(({ inputId }) => inputId === currentId) ?? work.inputs[0];
  const position = current === undefined ? -1 : work.inputs.indexOf(current);
  const go = (inputId: string | undefined) => setState((before) => ({ ...before, currentId: inputId }));

  function choiceOf({ inputId, key, draft = {} }: ShownReviewInput): Choice {
    const kept = drafts.find(inputId, undefined);
    return kept?.key === key ? kept.choice : draft;
  }

  function keep(input: ShownReviewInput, choice: Choice) {
    const { inputId, key } = input;
    drafts.keep(inputId, { inputId, key, choice });
    setChanges((count) => count + 1);
    setTold(undefined);
  }

  const correctionKey = ({ inputId, key }: ShownReviewInput, label: string): string => `${inputId} ${key} ${label}`;

  /** The first input on which the choice cannot be saved, with what is wrong. */
  function firstMistake(): { readonly input: ShownReviewInput; readonly words: string } | undefined {
    for (const input of work.inputs) {
      const choice = choiceOf(input);
      const mistake = mistakeIn(choice);
      if (mistake !== undefined) return { input, words: MISTAKES[mistake] };
      if (!isNamed(choice.corrected, work)) return { input, words: UNNAMED };
    }
    return undefined;
  }

  async function load(asked: ReturnType<typeof sendReview<"save">>, saved: readonly ShownReviewInput[]) {
    setBusy(true);
    setTold(undefined);
    const sent = await asked;
    setBusy(false);
    if (sent.ok) {
      const { work: next, notice } = sent.answer;
      batch.current = newBatch();
      for (const { inputId } of saved) drafts.forget(inputId);
      setState((before) => ({ work: next, currentId: next.inputs[0]?.inputId, done: [...before.done, ...saved] }));
      if (notice !== undefined) setTold({ kind: "notice", words: notice });
      return true;
    }
    const { refusal } = sent;
    if (refusal.refused === "closed") setClosed(refusal);
    else setTold({ kind: "error", words: `${refusal.title}. ${refusal.words}` });
    return false;
  }

  return {
    work,
    current,
    isBusy,
    told,
    closed,
    done,
    choiceOf,
    keep,
    go,
    step: (by: 1 | -1): void => go((work.inputs[position + by] ?? current)?.inputId),
    canStep: (by: 1 | -1): boolean => work.inputs[position + by] !== undefined,
    /** The next input of the batch that has no verdict; undefined where each has one. */
    nextOpen: (): ShownReviewInput | undefined => {
      const later = [...work.inputs.slice(position + 1), ...work.inputs.slice(0, Math.max(position, 0))];
      return later.find((input) => choiceOf(input).verdict === undefined);
    },

    /** Chooses a verdict; what was corrected of that label before is there again. */
    decide(input: ShownReviewInput, { verdict, label }: Pick<Choice, "verdict" | "label">): void {
      const { reason } = choiceOf(input);
      const corrected = label === undefined ? undefined : corrections.get(correctionKey(input, label));
      keep(input, {
        ...(verdict && { verdict }),
        ...(label !== undefined && { label }),
        ...(reason !== undefined && { reason }),
        ...(corrected && { corrected }),
      });
    },

    /** What a label is to say when it is approved; undefined: what it says. */
    correct(input: ShownReviewInput, label: string, said: Said | undefined): void {
      const { reason } = choiceOf(input);
      if (said) corrections.set(correctionKey(input, label), said);
      else corrections.delete(correctionKey(input, label));
      keep(input, {
        verdict: "approve",
        label,
        ...(reason !== undefined && { reason }),
        ...(said && { corrected: said }),
      });
    },

    /** Saves the batch; false where it was not, which is said. */
    async save(): Promise<boolean> {
      const mistake = firstMistake();
      if (mistake) {
        go(mistake.input.inputId);
        setTold({ kind: "error", words: mistake.words });
        return false;
      }
      const inputs = work.inputs.map((input) => ({ inputId: input.inputId, key: input.key, choice: choiceOf(input) }));
      const decided = work.inputs.filter((input) => choiceOf(input).verdict !== undefined);
      return load(sendReview("save", { batch: batch.current, inputs }), decided);
    },

    /** Looks whether something awaits review by now. */
    look: (): Promise<boolean> => load(sendReview("work", {}), []),
  };
}

/** Unlike `randomUUID`, there over plain http too. */
const newBatch = (): string =>
  [...crypto.getRandomValues(new Uint32Array(4))].map((each) => each.toString(36)).join("");

const UNNAMED = "A corrected label has a mark without a concept: correct it once more, and choose one.";

const isNamed = (said: Said | undefined, { task }: ShownReview): boolean =>
  said?.kind !== "shapes" || said.shapes.every(({ concept }) => task.concepts.some(({ id }) => id === concept));

async function saveDraft(_inputId: string, reviewed: Reviewed | undefined) {
  if (!reviewed) return;
  const { corrected } = reviewed.choice;
  await sendReview("draft", {
    ...reviewed,
    choice: { ...reviewed.choice, ...(corrected && { corrected: withNames(corrected) }) },
  });
}
