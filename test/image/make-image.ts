import { execFile } from "node:child_process";
import { chmod, cp, mkdir, rename, symlink } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { promisify } from "node:util";
import { readCopy, type Stage } from "./dockerfile.ts";

const run = promisify(execFile);
const root = resolve(import.meta.dirname, "../..");

/** What a folder cannot do: make a place of the container's own, which the test makes itself. */
const OF_THE_CONTAINER = "mkdir /data && chown node:node /data";

/**
 * Does what the stages say, each in a folder of its own below `scratch`: copies what they name, and runs npm. Gives the working
 * directory of the last. All packages are taken from the repository, which has them from the same lock file; those for production are
 * installed.
 */
export async function makeImage(stages: readonly Stage[], scratch: string): Promise<string> {
  await chmod(scratch, 0o755);
  let work = "";
  for (const [index, stage] of stages.entries()) {
    const folder = join(scratch, stage.name || String(index));
    for (const { name, rest } of stage.instructions) {
      if (name === "WORKDIR") {
        work = join(folder, rest);
        await mkdir(work, { recursive: true });
      } else if (name === "COPY") await copy(rest, work, scratch);
      else if (name === "RUN") await runLine(rest, work);
    }
  }
  return work;
}

async function copy(rest: string, work: string, scratch: string): Promise<void> {
  const { from, sources, target } = readCopy(rest);
  const into = resolve(work, target);
  for (const source of sources) {
    const to = target.endsWith("/") ? join(into, basename(source)) : into;
    // An earlier stage is looked at by nobody any more: what it gives is moved.
    if (from !== undefined) await rename(join(scratch, from, source), to);
    else await cp(join(root, source), to, { recursive: true });
  }
}

async function runLine(line: string, work: string): Promise<void> {
  if (line === OF_THE_CONTAINER) return;
  if (line === "npm ci") return symlink(join(root, "node_modules"), join(work, "node_modules"));
  if (!line.startsWith("npm ")) throw new Error(`Nobody knows how to run “${line}” without a container`);
  await run("sh", ["-c", line], { cwd: work, env: { ...process.env, NODE_ENV: "" } });
}
