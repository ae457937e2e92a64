import { type Limits, limitsOf } from "./limits.ts";
import { ENUMS, MESSAGES } from "./table.ts";

/** A field of a protocol message. `type` is a scalar, a message, an enum or one of protobuf's well-known types. */
export type Field = {
  readonly name: string;
  readonly type: string;
  readonly shape: "single" | "list" | "map";
  /** The group of which only one member may be set. */
  readonly oneof?: string;
  readonly limits: Limits;
};

const linesOf = (table: string): string[][] =>
  table
    .trim()
    .split("\n")
    .map((line) => line.split(" "));

function readField(text: string): Field {
  const [, name = "", mark = "", type = "", oneof] = /^(\w+):(\*|\{\})?([\w.]+)(?:\|(\w+))?$/.exec(text) ?? [];
  const shape = mark === "*" ? "list" : mark === "{}" ? "map" : "single";
  return { name, type, shape, limits: limitsOf(name, type), ...(oneof !== undefined && { oneof }) };
}

const camelCase = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Fields by both of their JSON names: as written in the definition, and in lowerCamelCase. */
export const messages: ReadonlyMap<string, ReadonlyMap<string, Field>> = new Map(
  linesOf(MESSAGES).map(([message = "", ...fields]) => {
    const read = fields.map(readField);
    const byName = new Map(read.map((field) => [camelCase(field.name), field]));
    for (const field of read) byName.set(field.name, field);
    return [message, byName];
  }),
);

/** Numbers by name. */
export const enums: ReadonlyMap<string, ReadonlyMap<string, number>> = new Map(
  linesOf(ENUMS).map(([name = "", ...values]) => [
    name,
    new Map(values.map((value) => [value.slice(0, value.indexOf(":")), Number(value.slice(value.indexOf(":") + 1))])),
  ]),
);

/** Names by all that stands for them in JSON: the name, the number, and the number as text. Of several names of a number, the first. */
export const enumNames: ReadonlyMap<string, ReadonlyMap<unknown, string>> = new Map(
  [...enums].map(([type, values]) => {
    const names = new Map<unknown, string>();
    for (const [name, number] of [...values].reverse()) names.set(number, name).set(String(number), name);
    for (const name of values.keys()) names.set(name, name);
    return [type, names];
  }),
);
