import {
  DEFAULT_MIN_IOU,
  type Label,
  likeness,
  toComparable,
} from "../../../../../src/tasks-service/rules/shapes/alike.ts";

/** Whether two labels say the same. */
export const areAlike = (a: Label, b: Label, minIou: number = DEFAULT_MIN_IOU): boolean =>
  likeness(toComparable(a), toComparable(b), minIou) !== null;
