import * as z from "zod";
import { parseUrl, type Reader } from "./reader.ts";

export type DatabaseConfig =
  | { readonly kind: "sqlite"; readonly dir: string }
  | { readonly kind: "postgres"; readonly url: string };

const DatabaseUrl = z
  .string()
  .refine(
    (text) => /^postgres(ql)?:$/.test(parseUrl(text)?.protocol ?? ""),
    "must begin with postgres:// or postgresql://. Leave it out to use the embedded database.",
  );

/** `undefined`, with the problem noted, where the address is none. */
export function readDatabase({ has, read }: Reader): DatabaseConfig | undefined {
  if (!has("DATABASE_URL")) return { kind: "sqlite", dir: read("DATA_DIR", z.string()) ?? "./data" };
  const url = read("DATABASE_URL", DatabaseUrl);
  return url === undefined ? undefined : { kind: "postgres", url };
}
