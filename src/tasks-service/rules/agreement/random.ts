/**
 * Numbers 0 ≤ x < 1 that look random and follow from the seed alone (a 32-bit integer): a Weyl sequence through
 * MurmurHash3's mixer. Its period of 2^32 is ample for resampling; it is not for secrets.
 */
export function createRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let bits = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
    return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32;
  };
}
