import type { Label, LabelSaid } from "../labeling/label.ts";

/** A label with what became of it. `isKept`: of several that are alike, this is the result. */
export type GivenLabel = Label & { readonly isApproved: boolean; readonly isKept: boolean; readonly at?: string };

/** The result of one input: the approved label, who gave it, and how many stand behind it. */
export type InputResult = {
  readonly inputId: string;
  readonly said: LabelSaid;
  /** Account id. */
  readonly by: string;
  /** RFC 3339, as the API wrote it. */
  readonly at?: string;
  /** Approved labels of the input, this one included. */
  readonly approved: number;
  /** All labels of the input, rejected ones included. */
  readonly labels: number;
};

/** What is to be known of a label to choose among those of an input: not what it says. */
type Candidate = Pick<GivenLabel, "id" | "inputId" | "isApproved" | "isKept" | "at">;

/** The result of one input, and where what it says is kept. */
export type ChosenLabel<Place> = Pick<InputResult, "inputId" | "approved" | "labels"> & { readonly place: Place };

/** Takes labels in any order, with the places where they are kept, and holds one result per input: where what was said is kept, not what. */
export function createResults<Place>() {
  const inputs = new Map<string, { labels: number; approved: number; chosen?: Chosen<Place> }>();

  return {
    /** How many inputs there are, with and without a result. */
    get size(): number {
      return inputs.size;
    },

    add({ id, inputId, isApproved, isKept, at }: Candidate, place: Place): void {
      const known = inputs.get(inputId) ?? { labels: 0, approved: 0 };
      known.labels += 1;
      inputs.set(inputId, known);
      if (!isApproved) return;
      known.approved += 1;
      const label = { id, isKept, at, place };
      if (!known.chosen || isBefore(label, known.chosen)) known.chosen = label;
    },

    /** In the order of the inputs' ids. Inputs without an approved label have no result. */
    list(): ChosenLabel<Place>[] {
      return [...inputs]
        .flatMap(([inputId, { labels, approved, chosen }]) =>
          chosen ? [{ inputId, place: chosen.place, approved, labels }] : [],
        )
        .sort((a, b) => (a.inputId < b.inputId ? -1 : 1));
    },
  };
}

type Chosen<Place> = Pick<Candidate, "id" | "isKept"> & { readonly at: string | undefined; readonly place: Place };

/** The kept one of those who agree; else the earliest, and of two at once that with the smaller id: the same whoever lists them how. */
function isBefore(one: Chosen<unknown>, other: Chosen<unknown>): boolean {
  if (one.isKept !== other.isKept) return one.isKept;
  const [at, otherAt] = [one.at ?? "", other.at ?? ""];
  return at === otherAt ? one.id < other.id : at < otherAt;
}
