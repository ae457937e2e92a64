import type { Killed } from "./kill-points.ts";
import { isRight } from "./operations/operation.ts";

/** What became of all rounds of one point. */
export type Row = {
  readonly database: string;
  readonly point: string;
  rounds: number;
  /** In the others the work was done by another replica, or in another order: the app lived. */
  reached: number;
  /** Rounds in which something is there less often than it should be, … */
  lost: number;
  /** … or more often. */
  doubled: number;
  /** Rounds in which the person who asked heard of no outcome. */
  untold: number;
  /** What was wrong, each once. */
  readonly wrong: Set<string>;
};

/** Counts rounds by database and point, in the order of their first coming. */
export function createTally() {
  const rows = new Map<string, Row>();
  return {
    rows: (): readonly Row[] => [...rows.values()],
    add(database: string, point: string, { wasReached, counts }: Pick<Killed, "wasReached" | "counts">): Row {
      const key = `${database} ${point}`;
      const row = rows.get(key) ?? {
        database,
        point,
        rounds: 0,
        reached: 0,
        lost: 0,
        doubled: 0,
        untold: 0,
        wrong: new Set<string>(),
      };
      rows.set(key, row);
      row.rounds += 1;
      if (wasReached) row.reached += 1;
      const wrong = counts.filter((count) => !isRight(count));
      const untold = wrong.filter(({ what }) => what === "lead told");
      const others = wrong.filter(({ what }) => what !== "lead told");
      if (untold.length > 0) row.untold += 1;
      if (others.some(({ found, least }) => found < least)) row.lost += 1;
      if (others.some(({ found, most }) => found > most)) row.doubled += 1;
      for (const { what, found, least, most } of wrong)
        row.wrong.add(`${what}: ${found} instead of ${found < least ? least : most}`);
      return row;
    },
  };
}

export const isClean = ({ lost, doubled, untold }: Row): boolean => lost + doubled + untold === 0;
