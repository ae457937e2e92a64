import { stableHash } from "../stable-hash.ts";

/** So many inputs are sampled together. Small, so that a task of a few dozen inputs comes near to its fraction too. */
const BLOCK = 10;

const fractionOf = (...texts: string[]): number => stableHash(...texts) / 2 ** 53;

/**
 * 0 ≤ rank < 1: where an input, by its number in the service, stands in the order in which a task samples its inputs. Inputs are taken
 * in blocks of ten successive numbers; within a block each has one of ten even steps, in an order of the task's own.
 */
export function sampleRank(taskId: string, input: number): number {
  const block = Math.floor(input / BLOCK);
  const own = fractionOf(taskId, String(input));
  let before = 0;
  for (let other = block * BLOCK; other < (block + 1) * BLOCK; other += 1) {
    if (fractionOf(taskId, String(other)) < own) before += 1;
  }
  return (before + fractionOf(taskId, "block", String(block))) / BLOCK;
}

/**
 * Whether a reviewer looks at the input (review strategy MANUAL). The same task and input always give the same answer,
 * and a greater fraction only adds inputs. 0 takes none and 1 takes all. In between, of ten inputs that were made one after the other
 * 10 × fraction are taken, rounded up or down by chance: a draw of each input for itself would stray far more, and be seen to
 * where there are few inputs. Of inputs that were picked from many, each is taken with this probability.
 */
export function isSampled(taskId: string, input: number, fraction: number): boolean {
  return sampleRank(taskId, input) < fraction;
}
