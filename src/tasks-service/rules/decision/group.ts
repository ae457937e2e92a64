import type { Comparison } from "../shapes/comparison.ts";

/**
 * The members of a group: its centre, whoever is alike to it, whoever is alike to one of these, and so on. Who belongs together does
 * not depend on the order of the candidates, and one more candidate can bring others into the group but push nobody out.
 */
export function groupOf<T>(centre: T, candidates: readonly T[], areAlike: (a: T, b: T) => boolean): Set<T> {
  const group = new Set([centre]);
  // A set is walked in the order in which it grows: those who join are asked for their own likes in turn.
  for (const member of group) {
    for (const candidate of candidates) {
      if (!group.has(candidate) && areAlike(member, candidate)) group.add(candidate);
    }
  }
  return group;
}

/** The workers whose labels belong to the group of a kept label; its own worker, who is among those compared, with them. */
export function workersOfGroup(kept: string, { workers, closeness }: Comparison): Set<string> {
  const group = groupOf(workers.indexOf(kept), [...workers.keys()], (a, b) => closeness[a]?.[b] !== null);
  return new Set(workers.filter((_, place) => group.has(place)));
}
