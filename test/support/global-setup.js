import { mkdir, mkdtemp, readFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = resolve(import.meta.dirname, "../..");
/** Within the repository, so that the packages are found from there. */
const cache = join(root, "node_modules/.cache");

const PROCESSES = [
  ...[
    "main",
    "cli/import",
    "cli/tasks-service",
    "cli/migrate",
    "cli/backup",
    "cli/restore",
    "cli/move-to",
    "cli/outbox",
    "cli/rotate-keys",
  ].map((name) => `src/${name}.ts`),
  ...["claiming-process", "engine/counting-process", "settling-process"].map(
    (name) => `test/integration/store/${name}.ts`,
  ),
  "test/integration/tasks-service/busy-service.ts",
  "test/faults/app.ts",
];
const THREADS = ["background", "agreement", "questions", "large-requests"].map(
  (folder) => `src/tasks-service/${folder}/${folder}-thread.ts`,
);

/** Code in a bundle still believes itself in a file of its own, and finds from there what it opens: its threads. */
const ownAddresses = (folder) => ({
  name: "own-addresses",
  setup: ({ onLoad }) =>
    onLoad({ filter: /\/src\/.*\.ts$/ }, async ({ path }) => {
      const { href } = pathToFileURL(join(folder, relative(root, path)).replace(/\.ts$/, ".js"));
      const source = await readFile(path, "utf8");
      return { contents: source.replaceAll("import.meta.url", JSON.stringify(href)), loader: "ts" };
    }),
});

/**
 * Makes JavaScript of what tests run in processes and threads of their own: to translate it anew at each start would take most of
 * their time. Each becomes one file, since hundreds are opened, and to find the files of all packages takes most of the rest.
 * Types are checked elsewhere.
 */
export default async function setUp() {
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, "labeldesk-"));
  await build({
    entryPoints: [...PROCESSES, ...THREADS].map((file) => join(root, file)),
    outbase: root,
    outdir: folder,
    bundle: true,
    splitting: true,
    minifyWhitespace: true,
    platform: "node",
    format: "esm",
    target: "node20",
    plugins: [ownAddresses(folder)],
    // What is loaded by name or has parts that are not JavaScript.
    external: ["libsql", "pg", "sharp", "esbuild"],
    // Packages of CommonJS ask for Node's modules; an ES module has no `require` of its own.
    banner: {
      js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
    },
  });
  process.env["LABELDESK_BUILT"] = folder;
}
