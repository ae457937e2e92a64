import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { build, stop } from "esbuild";
import { loadLater } from "../../../src/cli/load-later.ts";

const folder = mkdtempSync(join(tmpdir(), "labeldesk-load-later-"));
afterAll(async () => {
  await stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Bundles what asks for `@some/package` at its start, and loads the bundle. */
async function bundle(asks: string, packageText: string) {
  const home = mkdtempSync(join(folder, "of-one-"));
  const packageFolder = join(home, "node_modules/@some/package");
  mkdirSync(packageFolder, { recursive: true });
  writeFileSync(join(packageFolder, "index.js"), packageText);
  writeFileSync(join(home, "asks.js"), asks);
  const outfile = join(home, "bundle.cjs");
  const plugins = [loadLater(["@some/package"])];
  await build({
    entryPoints: [join(home, "asks.js")],
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    plugins,
  });
  return createRequire(outfile)(outfile);
}

test("a package is run when something of it is used, and once", async () => {
  const asks = `
    const some = require("@some/package");
    exports.runs = () => globalThis.someRuns ?? 0;
    exports.use = () => [some.value, some.value];`;
  const bundled = await bundle(asks, "globalThis.someRuns = (globalThis.someRuns ?? 0) + 1; exports.value = 7;");

  expect(bundled.runs()).toBe(0);
  expect(bundled.use()).toEqual([7, 7]);
  expect(bundled.runs()).toBe(1);
});

test("one that is a function can be called", async () => {
  const bundled = await bundle(
    `const some = require("@some/package"); exports.use = (word) => some(word);`,
    "module.exports = (word) => word.toUpperCase();",
  );

  expect(bundled.use("later")).toBe("LATER");
});

test("one that is asked for as TypeScript asks for an import gives its whole as the default", async () => {
  const asks = `
    const star = (mod) => mod && mod.__esModule ? mod : { ...mod, default: mod };
    const some = star(require("@some/package"));
    exports.use = (word) => [(0, some.default)(word), some.named];`;
  const bundled = await bundle(asks, `module.exports = (word) => word.toUpperCase(); module.exports.named = 7;`);

  expect(bundled.use("later")).toEqual(["LATER", 7]);
});
