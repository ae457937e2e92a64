import { type Label, likeness, toComparable } from "./alike.ts";

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

/** The workers whose labels belong to the group of a kept label; its own worker among them. `candidates` may hold the kept label. */
export function workersOfGroup(kept: Label, candidates: readonly Label[], minIou: number): Set<string> {
  const comparables = candidates.filter(({ workerId }) => workerId !== kept.workerId).map(toComparable);
  const group = groupOf(toComparable(kept), comparables, (a, b) => likeness(a, b, minIou) !== null);
  return new Set([...group].map(({ label }) => label.workerId));
}
