import * as z from "zod";
import type { Item, Value } from "./item.ts";

/** Grows with every change that programs before it could not read. */
const FORMAT = 1;

/** The first line of a backup. */
export type Head = z.infer<typeof Head>;
const Head = z.strictObject({ labeldesk: z.literal("backup"), format: z.literal(FORMAT), madeAt: z.iso.datetime() });

/** The last one. `sha256`: of the bytes of all lines before it. */
const Foot = z.strictObject({ rows: z.int(), sha256: z.string() });

const Part = z.strictObject({ part: z.string(), version: z.int() });
const Table = z.strictObject({
  table: z.strictObject({
    name: z.string(),
    columns: z.array(z.strictObject({ name: z.string(), kind: z.enum(["text", "integer", "real", "bytes"]) })),
    key: z.array(z.string()),
    counter: z.strictObject({ column: z.string(), last: z.int() }).optional(),
  }),
});

/** JSON has neither bytes nor integers beyond 2^53: they are objects, which no value is. */
const JsonValue = z.union([
  z.null(),
  z.string(),
  z.number(),
  z.strictObject({ integer: z.string() }).transform(({ integer }) => BigInt(integer)),
  z.strictObject({ bytes: z.base64() }).transform(({ bytes }) => Buffer.from(bytes, "base64")),
]);
const Line = z.union([z.array(JsonValue).transform((row) => ({ row })), Part, Table, Foot]);

export const headOf = (madeAt: Date): Head => ({ labeldesk: "backup", format: FORMAT, madeAt: madeAt.toISOString() });

/** The lines of what is read, without their ends; a row is a list. */
export function* linesOf(item: Item): Generator<string> {
  if ("rows" in item) for (const row of item.rows) yield JSON.stringify(row.map(toJson));
  else yield JSON.stringify(item);
}

function toJson(value: Value): unknown {
  if (typeof value === "bigint") return { integer: String(value) };
  return Buffer.isBuffer(value) ? { bytes: value.toString("base64") } : value;
}

/** Undefined where the line is of no backup, or of one in a form that this program does not know. */
export const parseHead = (line: string): Head | undefined => parse(Head, line);

/** A line after the first one; undefined where it is none that a backup has. */
export const parseLine = (line: string): z.infer<typeof Line> | undefined => parse(Line, line);

function parse<T>(shape: z.ZodType<T>, line: string): T | undefined {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  return shape.safeParse(json).data;
}
