/** JSON of the other side: read, never trusted. */
export type Json = { readonly [key: string]: unknown };

export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const toObject = (value: unknown): Json => (isObject(value) ? value : {});
export const toList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const toObjects = (value: unknown): readonly Json[] => toList(value).filter(isObject);
export const toText = (value: unknown): string => (typeof value === "string" ? value : "");
export const toTextOrNull = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** The value that the JSON text stands for; undefined when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
