import type { Mark } from "../shapes/alike.ts";

/** All that a worker has said of an input, from what each of their annotations says; what one says that another has said before was said once. */
export function joinMarks(annotations: readonly (readonly Mark[])[]): readonly Mark[] {
  const [only = []] = annotations;
  if (annotations.length < 2) return only;
  const known = new Set<string>();
  const joined: Mark[] = [];
  for (const marks of annotations) {
    const keys = marks.map((mark) => JSON.stringify(mark));
    joined.push(...marks.filter((_, index) => !known.has(keys[index] ?? "")));
    for (const key of keys) known.add(key);
  }
  return joined;
}
