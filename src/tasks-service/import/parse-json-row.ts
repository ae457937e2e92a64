import { compareNumber, parse } from "lossless-json";
import { isObject, type JsonObject } from "../protocol/json.ts";

/** What a row says, or why it says nothing. */
export type RowReading = { readonly row: JsonObject } | { readonly problem: string };

/**
 * A line of a JSON-lines file, or a cell that holds JSON. Numbers that a double cannot hold (64-bit ids, above 2^53) become text with all
 * of their digits; a name that is given twice with different values is refused, where `JSON.parse` would drop the first.
 */
export function parseJsonRow(text: string): RowReading {
  let json: unknown;
  try {
    json = parse(text, null, parseNumber);
  } catch (error) {
    if (error instanceof RangeError) return { problem: "is nested too deeply" };
    return { problem: `is not JSON (${error instanceof Error ? error.message : String(error)})` };
  }
  return isObject(json) ? { row: json } : { problem: "is not a JSON object" };
}

function parseNumber(digits: string): number | string {
  // Adding zero makes -0 the 0 that it is written and stored as.
  const number = Number(digits) + 0;
  if (String(number) === digits) return number;
  return Number.isFinite(number) && compareNumber(digits, String(number)) === 0 ? number : digits;
}
