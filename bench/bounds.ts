import type { Figure } from "./figures.ts";

/**
 * What `--check` fails on: throughput beside the peer's in the same run, and no more. Times of a machine that has other work to do tell
 * nothing, ratios of two that alternate some; each bound is about half of what a quiet machine gives, so that only something that makes
 * an ack twice as dear is found by it.
 */
const BOUNDS: readonly { readonly name: RegExp; readonly least: number; readonly because: string }[] = [
  {
    name: /^ack\.help\.c(10|50)\.rps$/,
    least: 0.5,
    because: "0.9 to 1.3 of bare Bolt: one lookup, no listener of Bolt's",
  },
  {
    name: /^ack\.create\.c(10|50)\.rps$/,
    least: 0.4,
    because:
      "0.7 to 1.6 of bare Bolt, which looks nobody up and keeps no draft, and calls Slack by WebClient's own way",
  },
  {
    name: /^ack\.action\.c(10|50)\.rps$/,
    least: 0.35,
    because: "0.6 to 1.4 of bare Bolt, which keeps no draft",
  },
  {
    name: /^ack\.submit\.c(10|50)\.rps$/,
    least: 0.35,
    because: "0.6 to 1.4 of bare Bolt with the same commit before its ack",
  },
  {
    name: /^ack\.label\.c(10|50)\.rps$/,
    least: 0.25,
    because: "0.5 to 0.9 of bare Bolt with the same commit before its ack",
  },
];

/** What is out of bounds, in words; the best of the rounds counts, since others can only slow a machine down. */
export const problemsOf = (figures: readonly Figure[]): string[] =>
  BOUNDS.flatMap(({ name, least, because }) =>
    figures
      .filter((figure) => name.test(figure.name) && figure.high < least)
      .map(
        (figure) => `${figure.name}: ${figure.high} of the peer's at best, where ${least} is the least (${because})`,
      ),
  );

/** Bounds for which nothing was measured: a figure that has another name by now is checked by nobody. */
export const unmeasuredIn = (figures: readonly Figure[]): string[] =>
  BOUNDS.filter(({ name }) => !figures.some((figure) => name.test(figure.name))).map(({ name }) => String(name));
