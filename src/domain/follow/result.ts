import type { Label, Said } from "../labeling/label.ts";

/** A label with what became of it. `isKept`: of several that are alike, this is the result. */
export type GivenLabel = Label & { readonly isApproved: boolean; readonly isKept: boolean; readonly at?: string };

/** The result of one input: the approved label, who gave it, and how many stand behind it. */
export type InputResult = {
  readonly inputId: string;
  readonly said: Said;
  /** Account id. */
  readonly by: string;
  /** RFC 3339, as the API wrote it. */
  readonly at?: string;
  /** Approved labels of the input, this one included. */
  readonly approved: number;
  /** All labels of the input, rejected ones included. */
  readonly labels: number;
};

/** Takes labels in any order, and holds one result per input. */
export function createResults() {
  const inputs = new Map<string, { labels: number; approved: number; chosen?: GivenLabel }>();
  let characters = 0;

  return {
    /** The characters that what is held takes, about. */
    get size(): number {
      return characters;
    },

    add(label: GivenLabel): void {
      const known = inputs.get(label.inputId) ?? { labels: 0, approved: 0 };
      known.labels += 1;
      inputs.set(label.inputId, known);
      if (!label.isApproved) return;
      known.approved += 1;
      if (known.chosen && !isBefore(label, known.chosen)) return;
      characters += sizeOf(label) - (known.chosen ? sizeOf(known.chosen) : 0);
      known.chosen = label;
    },

    /** In the order of the inputs' ids. Inputs without an approved label have no result. */
    list(): InputResult[] {
      return [...inputs]
        .flatMap(([inputId, { labels, approved, chosen }]) =>
          chosen
            ? [{ inputId, said: chosen.said, by: chosen.by, ...(chosen.at && { at: chosen.at }), approved, labels }]
            : [],
        )
        .sort((a, b) => (a.inputId < b.inputId ? -1 : 1));
    },
  };
}

/** The kept one of those who agree; else the earliest, and of two at once that with the smaller id: the same whoever lists them how. */
function isBefore(one: GivenLabel, other: GivenLabel): boolean {
  if (one.isKept !== other.isKept) return one.isKept;
  const [at, otherAt] = [one.at ?? "", other.at ?? ""];
  return at === otherAt ? one.id < other.id : at < otherAt;
}

const sizeOf = ({ inputId, said }: GivenLabel): number => inputId.length + JSON.stringify(said).length;
