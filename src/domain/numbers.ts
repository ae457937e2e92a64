/** A number as a person types it ("90", "0.5", "0,5"), or undefined when it is none. */
export function parseNumber(text: string): number | undefined {
  const trimmed = text.trim().replace(",", ".");
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(trimmed)) return undefined;
  const value = Number(trimmed);
  return Number.isFinite(value) ? value : undefined;
}

/** At most two decimals, none that say nothing: 33.33, 12.5, 90. */
export function formatNumber(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** A number as a field takes it: all its digits, no exponent; "" for what no field takes (negative, not finite). */
export function writeNumber(value: number): string {
  if (!Number.isFinite(value) || value < 0) return "";
  const text = String(value);
  return text.includes("e") ? value.toFixed(20).replace(/\.?0+$/, "") : text;
}

/** A fraction 0..1 as percent with at most one decimal: "90 %", "33.3 %", "0.4 %". */
export function formatPercent(fraction: number): string {
  return `${Math.round(fraction * 1000) / 10} %`;
}

/** "one", "two" … "ten", then digits: for counts of people in a sentence. */
export function countInWords(count: number): string {
  const words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
  return words[count] ?? String(count);
}

/** "1 input", "450 inputs". */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** A count as people read it: 2,560. */
export const formatCount = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ",");
