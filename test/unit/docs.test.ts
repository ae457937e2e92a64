import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix, resolve } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { VERBS } from "../../src/views/help.ts";

const root = resolve(import.meta.dirname, "../..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const inFolder = (folder: string) => readdirSync(join(root, folder), { withFileTypes: true });
const foldersIn = (folder: string): string[] =>
  inFolder(folder).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

/** Made by builds and tests, or brought by npm. */
const NOT_OURS = ["node_modules", "dist", "coverage", "data", ".git"];

/** Every file and folder of the repository by its path from the root; folders end with a slash. */
function listTree(folder = ""): string[] {
  return inFolder(folder).flatMap((entry) => {
    const path = posix.join(folder, entry.name);
    if (NOT_OURS.includes(path)) return [];
    return entry.isDirectory() ? [`${path}/`, ...listTree(path)] : [path];
  });
}

const PATH = /^(?:\.{1,2}\/)*(\w[\w./-]*(?:\.(?:tsx?|js|json|grit|md|ya?ml|css)|\/))$/;

/** What stands between backticks and is the path of a file or folder, from the root or from anywhere within it. */
const pathsIn = (text: string): string[] =>
  [...text.matchAll(/`([^`\n]+)`/g)].flatMap(([, name = ""]) => PATH.exec(name)?.[1] ?? []);

/** The files to which links and pictures lead, from the folder of the document; addresses and places within the same document left out. */
const linksIn = (text: string): string[] =>
  [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = ""]) =>
    /^(https?:|#)/.test(target) ? [] : (target.split("#")[0] ?? []),
  );

const isMade = (path: string): boolean => NOT_OURS.some((folder) => path.startsWith(`${folder}/`));

const documents = [
  "README.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "sandbox/README.md",
  ...listTree("docs").filter((path) => path.endsWith(".md")),
];

describe("what is written about the code", () => {
  const tree = listTree();

  test.each(documents)("%s names files and folders that exist", (document) => {
    const exists = (path: string) => tree.some((each) => each === path || each.endsWith(`/${path}`));

    const gone = pathsIn(read(document)).filter((path) => !isMade(path) && !exists(path));

    expect(gone).toEqual([]);
  });

  test.each(documents)("what %s links to, and shows, exists", (document) => {
    const folder = posix.dirname(document);

    const gone = linksIn(read(document)).filter((target) => !existsSync(join(root, folder, target)));

    expect(gone).toEqual([]);
  });

  test("the README's table of commands is the app's help", () => {
    const rows = [...read("README.md").matchAll(/^\| `\/task (\w+)` \| (.+) \|$/gm)].map(([, name, help]) => ({
      name,
      help,
    }));

    expect(rows).toEqual(VERBS.map(({ name, help }) => ({ name, help })));
  });

  test("the architecture names every layer, and every word that layers have in common", () => {
    const text = read("docs/architecture.md");
    const folders = [
      "src",
      "src/domain",
      "src/views",
      "src/handlers",
      "src/services",
      "src/store",
      "src/notifications",
    ];

    const unnamed = folders.flatMap((folder) =>
      foldersIn(folder).flatMap((name) => (text.includes(`\`${name}/\``) ? [] : [`${folder}/${name}`])),
    );

    expect(unnamed).toEqual([]);
  });

  test("the architecture names every file beside the layers", () => {
    const named = pathsIn(read("docs/architecture.md"));

    const unnamed = inFolder("src").flatMap(({ name }) =>
      !name.endsWith(".ts") || named.includes(name) ? [] : [name],
    );

    expect(unnamed).toEqual([]);
  });
});

test("docs/deploy.md names every metric", () => {
  const telemetry = listTree("src/telemetry").filter((path) => path.endsWith(".ts"));
  const names = telemetry.flatMap((path) =>
    [...read(path).matchAll(/"(labeldesk_\w+)"/g)].map(([, name]) => name ?? ""),
  );
  const deploy = read("docs/deploy.md");

  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !deploy.includes(`\`${name}\``))).toEqual([]);
});
