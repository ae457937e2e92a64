/**
 * A 53-bit hash of texts, the same in every release and on every machine: two 32-bit FNV-1a runs with different starts,
 * each finished by MurmurHash3's mixer. For sampling, not for secrets. Texts are told apart by their boundaries too.
 */
export function stableHash(...texts: string[]): number {
  let high = 0x811c9dc5;
  let low = 0x9747b28c;
  for (const text of texts) {
    for (let index = 0; index < text.length; index += 1) {
      const unit = text.charCodeAt(index);
      high = Math.imul(high ^ unit, 0x01000193);
      low = Math.imul(low ^ unit, 0x01000193) + unit;
    }
    high = Math.imul(high ^ 0x10000, 0x01000193);
    low = Math.imul(low ^ 0x10000, 0x01000193) + text.length;
  }
  return (mix(high) >>> 11) * 2 ** 32 + (mix(low) >>> 0);
}

/** MurmurHash3's 32-bit finaliser: every bit of the input moves every bit of the output. */
function mix(value: number): number {
  let bits = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
