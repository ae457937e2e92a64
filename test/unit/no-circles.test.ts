import { readdir, readFile } from "node:fs/promises";
import { dirname, join, posix, resolve } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";

const root = resolve(import.meta.dirname, "../..");

type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** Source files by their path from the root. */
async function readSources(folders: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const sources = new Map<string, string>();
  for (const folder of folders) {
    for (const entry of await readdir(join(root, folder), { recursive: true })) {
      const path = posix.join(folder, entry);
      if (/\.tsx?$/.test(path)) sources.set(path, await readFile(join(root, path), "utf8"));
    }
  }
  return sources;
}

/**
 * Which file needs which. Every string that is the relative path of a source file counts, in whatever statement it stands: imports of
 * values and of types, exports from, `import(…)`, and the `new URL(…)` of a thread.
 */
function filesNeeded(sources: ReadonlyMap<string, string>): Graph {
  const needs = ([path, text]: readonly [string, string]) => {
    const named = [...text.matchAll(/(["'`])(\.\.?\/[^"'`\n]+)\1/g)].map(([, , name = ""]) =>
      posix.join(dirname(path), name),
    );
    return [path, new Set(named.filter((name) => sources.has(name)))] as const;
  };
  return new Map([...sources].map(needs));
}

/** Which folder needs which; a folder's own files, and those of the folders in it, are different folders. */
function foldersNeeded(files: Graph): Graph {
  const folders = new Map<string, Set<string>>();
  for (const [path, needed] of files) {
    const folder = dirname(path);
    const others = [...needed].map((name) => dirname(name)).filter((other) => other !== folder);
    folders.set(folder, new Set([...(folders.get(folder) ?? []), ...others]));
  }
  return folders;
}

/** A way through the graph that ends where it begins; empty when there is none. */
function findCircle(graph: Graph): readonly string[] {
  const cleared = new Set<string>();
  const path: string[] = [];
  const walk = (node: string): readonly string[] => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (cleared.has(node)) return [];
    path.push(node);
    for (const next of graph.get(node) ?? []) {
      const circle = walk(next);
      if (circle.length > 0) return circle;
    }
    path.pop();
    cleared.add(node);
    return [];
  };
  for (const node of graph.keys()) {
    const circle = walk(node);
    if (circle.length > 0) return circle;
  }
  return [];
}

describe("src and sandbox", () => {
  let files: Graph;

  beforeAll(async () => {
    files = filesNeeded(await readSources(["src", "sandbox"]));
  });

  test("are read whole", () => {
    expect(files.get("src/main.ts")).toContain("src/app.ts");
    expect(files.get("sandbox/workspace/start-workspace.ts")).toContain("src/app.ts");
  });

  test("have no circle of files", () => {
    expect(findCircle(files)).toEqual([]);
  });

  test("have no circle of folders", () => {
    expect(findCircle(foldersNeeded(files))).toEqual([]);
  });
});

describe("a planted circle", () => {
  test.each([
    `import { b } from "./b.ts";`,
    `import type { B } from "./b.ts";`,
    `import {\n  b,\n} from './b.ts';`,
    `import "./b.ts";`,
    `export * from "./b.ts";`,
    `const { b } = await import("./b.ts");`,
    `const thread = new Worker(new URL("./b.ts", import.meta.url));`,
    `import { b } from "../src/b.ts";`,
  ])("of files is found (%s)", (line) => {
    const planted = new Map([
      ["src/a.ts", line],
      ["src/b.ts", `import { c } from "./c.ts";`],
      ["src/c.ts", `import { a } from "./a.ts";`],
    ]);

    expect(findCircle(filesNeeded(planted))).toEqual(["src/a.ts", "src/b.ts", "src/c.ts", "src/a.ts"]);
  });

  test("of folders is found where no files are in a circle", () => {
    const planted = new Map([
      ["src/app.ts", `import { route } from "./routes/route.ts";`],
      ["src/routes/route.ts", `import type { Table } from "../tables/table.ts";`],
      ["src/tables/row.ts", `import type { Status } from "../status.ts";`],
      ["src/tables/table.ts", ""],
      ["src/status.ts", ""],
    ]);

    const files = filesNeeded(planted);

    expect(findCircle(files)).toEqual([]);
    expect(findCircle(foldersNeeded(files))).toEqual(["src", "src/routes", "src/tables", "src"]);
  });

  test("is none where files need one another in one direction", () => {
    const planted = new Map([
      ["src/app.ts", `import { a } from "./a/a.ts";\nimport { b } from "./b/b.ts";`],
      ["src/a/a.ts", `import { b } from "../b/b.ts";\nimport { other } from "./other.ts";`],
      ["src/a/other.ts", `import { b } from "../b/b.ts";`],
      ["src/b/b.ts", `import * as z from "zod";`],
    ]);

    const files = filesNeeded(planted);

    expect(findCircle(files)).toEqual([]);
    expect(findCircle(foldersNeeded(files))).toEqual([]);
  });
});
