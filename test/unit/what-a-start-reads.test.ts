import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { stop } from "esbuild";
import { bundleApp } from "../../src/cli/bundle-app.ts";

const root = new URL("../../", import.meta.url);

type Outputs = Awaited<ReturnType<typeof bundleApp>>["outputs"];

let read: readonly string[];

beforeAll(async () => {
  const { outputs } = await bundleApp({ target: new URL("dist/", root), write: false });
  read = sourcesRead(outputs, "dist/main.js");
});
// The bundler works in a process of its own, which would stay.
afterAll(() => stop());

/** The sources that are loaded with a file, and what it loads later is left out. */
function sourcesRead(outputs: Outputs, entry: string): readonly string[] {
  const loaded = new Set<string>();
  const load = (path: string): void => {
    const output = outputs[path];
    if (!output || loaded.has(path)) return;
    loaded.add(path);
    for (const { path: next, kind } of output.imports) if (kind === "import-statement") load(next);
  };
  load(entry);
  return [...loaded].flatMap((path) => Object.keys(outputs[path]?.inputs ?? {}));
}

test("a start reads the app", () => {
  expect(read).toContain("src/app.ts");
  expect(read.some((path) => path.startsWith("node_modules/@slack/bolt/"))).toBe(true);
});

test.each([
  ["the tasks service", "src/tasks-service/", "src/app/local-tasks.ts loads it"],
  ["PostgreSQL's driver", "node_modules/pg/", "src/store/engine/postgres-dialect.ts loads it"],
  ["telemetry", "src/telemetry/", "src/app/telemetry.ts loads it"],
])("and what it may not need is left for later: %s", (_what, folder, hint) => {
  expect({ hint, found: read.filter((path) => path.startsWith(folder)) }).toEqual({ hint, found: [] });
});

test("of zod no other language than the one that it speaks", () => {
  const languages = read.filter((path) => path.startsWith("node_modules/zod/v4/locales/"));
  const hint = 'import * as z from "zod", not { z }: as a part of itself it brings all that it has';

  expect({ hint, languages }).toEqual({ hint, languages: ["node_modules/zod/v4/locales/en.js"] });
});
