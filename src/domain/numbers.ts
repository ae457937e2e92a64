/** Digits of a number that anybody means; a longer one is a mistake, and its sum with others may be none. */
const MAX_DIGITS = 40;
/** Thousands with a sign between them. What this app writes itself (`writeNumber`) has a point, and no 0 at its end. */
const GROUPED = /^[1-9]\d{0,2}(?:(?:[,'’_ \u00a0\u202f]\d{3})+|\.\d\d0|(?:\.\d{3}){2,})$/u;

/** Pasted with a number from elsewhere: zero-width characters, and what changes the direction of writing, so that 12 can look like 21. */
const INVISIBLE = /\p{Cf}/gu;

/** A number as a person types it ("90", "0.5", "0,5"), or undefined when it is none, or may be two: see `askNumber`. */
export function parseNumber(text: string): number | undefined {
  if (text.length > MAX_DIGITS || GROUPED.test(text.trim())) return undefined;
  const trimmed = text.trim().replace(",", ".");
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(trimmed)) return undefined;
  const value = Number(trimmed);
  return Number.isFinite(value) ? value : undefined;
}

/** What to ask about a text that `parseNumber` does not read: "1,000" is a thousand to some and one to others. */
export function askNumber(text: string): string {
  const trimmed = text.trim();
  if (trimmed.length > MAX_DIGITS)
    return `This number has ${trimmed.length} characters: use at most 15 digits; only the proportion counts.`;
  const visible = trimmed.replaceAll(INVISIBLE, "");
  if (visible !== trimmed) return "This number holds characters that nobody can see: delete it and type it anew.";
  const whole = trimmed.replaceAll(/\D/gu, "");
  if (GROUPED.test(trimmed)) {
    if (!/^\d+[.,]\d{3}$/.test(trimmed)) return `Write “${trimmed}” without anything between the digits: ${whole}.`;
    const decimal = Number(trimmed.replace(",", "."));
    return `“${trimmed}” can mean ${whole} or ${decimal}: write ${whole}, or ${writeDecimal(decimal)}.`;
  }
  if (/\p{Nd}/u.test(trimmed.replaceAll(/[0-9]/g, "")))
    return `Write “${trimmed}” with the digits 0 to 9, for example 10.`;
  return `“${trimmed}” is not a number: enter one, for example 10.`;
}

/** A decimal that no reader takes for thousands: not with three digits behind the point. */
function writeDecimal(value: number): string {
  const text = String(value);
  return /\.\d{3}$/.test(text) ? `${text}0` : text;
}

/** "the one input", "both inputs", "all 200 inputs". `noun` in the singular. */
export function allOf(count: number, noun: string): string {
  if (count === 1) return `the one ${noun}`;
  return count === 2 ? `both ${noun}s` : `all ${plural(count, noun)}`;
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

/** What sums of fractions are off by. */
const ROUNDING = 1e-9;

/** A figure and its unit, which no line break parts: "95 %", "2 h". */
export const withUnit = (figure: number | string, unit: string): string => `${figure}\u00a0${unit}`;

/** A fraction 0..1 as percent with at most one decimal: "90 %", "33.3 %", "0.4 %". What is a little reads as no 0, what is not quite all as no 100. */
export function formatPercent(fraction: number): string {
  const percent = Math.round(fraction * 1000) / 10;
  if (percent === 0 && fraction > ROUNDING) return `under ${withUnit(0.1, "%")}`;
  if (percent === 100 && fraction < 1 - ROUNDING) return `over ${withUnit(99.9, "%")}`;
  return withUnit(percent, "%");
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

/** A coefficient of agreement, -1..1: two decimals, and a minus sign where there is one. */
export const formatCoefficient = (value: number): string => value.toFixed(2).replace("-", "−");
