import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { loadLater } from "./load-later.ts";

const COMMANDS = ["backup", "import", "migrate", "move-to", "outbox", "restore", "rotate-keys", "tasks-service"];
const THREADS = ["agreement", "background", "large-requests", "questions"];

/** Bolt loads them for its own receivers: one for Express, which this app has no use for, and one for Socket Mode, where there is no HTTP. */
const NEEDED_BY_OTHERS = ["express", "@slack/socket-mode"];

const source = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/**
 * Bundles the app, each command and each thread with the packages that they use: to find and read their thousand files takes most of a
 * start otherwise. Whatever is opened by its address (threads, the page's script) has a name of its own, and lies beside the code.
 * Gives which sources each file is made of; `write: false` makes none.
 */
export async function bundleApp({ target, write = true }: { target: URL; write?: boolean }) {
  const { metafile } = await build({
    entryPoints: {
      main: source("main.ts"),
      ...Object.fromEntries(COMMANDS.map((name) => [`cli/${name}`, source(`cli/${name}.ts`)])),
      ...Object.fromEntries(
        THREADS.map((name) => [`${name}-thread`, source(`tasks-service/${name}/${name}-thread.ts`)]),
      ),
    },
    outdir: fileURLToPath(target),
    write,
    metafile: true,
    bundle: true,
    // What is imported later is loaded later.
    splitting: true,
    platform: "node",
    format: "esm",
    target: "node20",
    // Loaded by name: what has parts that are not JavaScript, and what only development needs.
    external: ["libsql", "sharp", "pg-native", "esbuild"],
    plugins: [loadLater(NEEDED_BY_OTHERS)],
    // Packages of CommonJS ask for Node's modules; an ES module has no `require` of its own.
    banner: {
      js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
    },
    // Node holds all that it has read in memory: without comments, that is a third less. Names stay, and lines are short, for stack traces.
    minifyWhitespace: true,
    lineLimit: 160,
    sourcemap: true,
    sourcesContent: false,
    legalComments: "linked",
    logLevel: "warning",
  });
  return metafile;
}
