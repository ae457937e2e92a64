import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { transform } from "esbuild";

const GLOBALS = new URL("globals.js", import.meta.url).href;
const TESTS = new URL("../../", import.meta.url).href;
/** Of the files under `test`, these keep what takes long to make and what no suite changes: one for all suites of a worker. */
const SHARED = [
  "contract/protocol.ts",
  "support/migrated-database.ts",
  "support/migrated-schema.ts",
  "support/seeded-database.ts",
].map((file) => new URL(file, TESTS).href);

/** Hands the number of the suite, which stands in the address of its file, on to all that it imports from `test`. */
export async function resolve(specifier, context, next) {
  const found = specifier === "@jest/globals" ? { url: GLOBALS, shortCircuit: true } : await next(specifier, context);
  const isOwn = found.url.startsWith(TESTS) && !SHARED.includes(found.url);
  return isOwn ? { ...found, url: found.url + new URL(context.parentURL).search } : found;
}

/** Strips TypeScript, which Node 20 cannot read; types are checked by `tsc`. */
export async function load(url, context, next) {
  const extension = /\.(tsx?)$/.exec(new URL(url).pathname)?.[1];
  if (extension === undefined) return next(url, context);
  const file = fileURLToPath(url);
  const { code } = await transform(await readFile(file, "utf8"), {
    loader: extension,
    jsx: "automatic",
    jsxImportSource: "preact",
    target: "es2022",
    sourcefile: file,
    sourcemap: "inline",
  });
  return { format: "module", source: code, shortCircuit: true };
}
