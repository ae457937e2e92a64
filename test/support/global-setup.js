import { execFile } from "node:child_process";
import { mkdir, mkdtemp } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";

const root = resolve(import.meta.dirname, "../..");
/** Within the repository, so that the packages are found from there. */
const cache = join(root, "node_modules/.cache");

const THREADS = ["background", "agreement", "questions", "large-requests"].map(
  (folder) => `src/tasks-service/${folder}/thread.ts`,
);

/**
 * Makes JavaScript of what tests run in processes and threads of their own: to translate it anew at each start would take most of
 * their time. Types are checked elsewhere. A thread becomes one file, since hundreds are opened.
 */
export default async function setUp() {
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, "labeldesk-"));
  await promisify(execFile)(join(root, "node_modules/.bin/tsc"), [
    ...["--project", join(root, "test/support/tsconfig.built.json"), "--outDir", folder],
  ]);
  await build({
    entryPoints: THREADS.map((file) => join(root, file)),
    outbase: root,
    outdir: folder,
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["libsql", "pg", "sharp"],
    // `pg` is loaded by name; an ES module has no `require` of its own.
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
  process.env["LABELDESK_BUILT"] = folder;
}
