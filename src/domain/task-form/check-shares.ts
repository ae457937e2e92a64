import { formatNumber, formatPercent, withUnit } from "../numbers.ts";
import type { NameOf } from "../people/person.ts";
import { excessiveShares, mendShares, type ShareMend } from "./mend-shares.ts";
import { ONE_APPROVES } from "./parse-review.ts";
import { type FieldProblem, MAX_WEIGHT_FIELDS } from "./task-form.ts";

type Division = {
  readonly workersPerInput: number;
  /** How many labelers are to agree; undefined where nobody compares their labels. */
  readonly mustAgree?: number | undefined;
};

const NAMED = 3;

/** Refuses weights by which somebody would label an input twice, on the field of each of them, with ways out that work. */
export function checkShares(
  weights: Readonly<Record<string, number>>,
  division: Division,
  nameOf: NameOf,
): FieldProblem[] {
  const { workersPerInput } = division;
  const excessive = excessiveShares(weights, workersPerInput);
  if (excessive.size === 0) return [];
  const workers = Object.keys(weights);
  const [first = "", ...others] = [...excessive]
    .slice(0, NAMED)
    .map(([worker, share], index) =>
      index === 0
        ? `${nameOf(worker)} would get ${inPercent(share)} of the inputs`
        : `${nameOf(worker)} ${inPercent(share)}`,
    );
  const more = excessive.size > NAMED ? ` and ${excessive.size - NAMED} others too much` : "";
  const mends = mendShares(weights, workersPerInput).map((mend) => mendInWords(mend, division, nameOf));
  const message = `With ${workersPerInput} workers per input ${[first, ...others].join(", ")}${more}, and nobody can take more than ${withUnit(100, "%")}: ${mends.join(", or ")}.`;
  if (workers.length > MAX_WEIGHT_FIELDS) return [{ field: "weightLines", message }];
  return [...excessive.keys()].map((worker) => ({ field: `weight:${worker}` as const, message }));
}

/** A share above everything, which is never written as 100 %. */
function inPercent(share: number): string {
  const words = formatPercent(share);
  return words === formatPercent(1) ? `over ${words}` : words;
}

function mendInWords(mend: ShareMend, { mustAgree = 0 }: Division, nameOf: NameOf): string {
  switch (mend.kind) {
    case "equal":
      return mend.isOnly ? "only equal weights work here, so set Split to Evenly" : "set Split to Evenly";
    case "workersPerInput": {
      const means = mend.value === 1 ? `, by which ${ONE_APPROVES}` : "";
      const alike = mustAgree > mend.value ? ` and Labelers who must agree to ${mend.value}${means}` : "";
      return `set workers per input to ${mend.value}${alike}`;
    }
    case "weight": {
      const { workers, least, most } = mend;
      if (workers.length > NAMED) return `give nobody more than ${formatNumber(most)}`;
      const names = workers.map(nameOf).join(" and ");
      if (workers.length > 1) return `give ${names} ${formatNumber(most)} each`;
      if (least === 0) return `give ${names} ${formatNumber(most)} or less`;
      return least === most
        ? `give ${names} ${formatNumber(most)}`
        : `give ${names} between ${formatNumber(least)} and ${formatNumber(most)}`;
    }
  }
}
