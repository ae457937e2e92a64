import { stableHash } from "./stable-hash.ts";

/** 0 ≤ rank < 1: where an input stands in the order in which a task samples its inputs; evenly spread over inputs. */
export function sampleRank(taskId: string, inputId: string): number {
  return stableHash(taskId, inputId) / 2 ** 53;
}

/**
 * Whether a reviewer looks at the input (review strategy MANUAL). The same task and input always give the same answer,
 * and a greater fraction only adds inputs. 0 takes none and 1 takes all; in between the number taken is binomial: of n
 * inputs n × fraction, with a standard deviation of √(n × fraction × (1 − fraction)).
 */
export function isSampled(taskId: string, inputId: string, fraction: number): boolean {
  return sampleRank(taskId, inputId) < fraction;
}
