import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect } from "@jest/globals";
import { builtOf } from "./built.ts";

/**
 * Runs a built script that prints a line for everything that was acknowledged to it, until it has printed `count` lines, and kills it in
 * the midst of what comes next. The script prints with `sayLine`.
 *
 * @returns the whole lines, `count` or more of them
 */
export async function readUntilKilled(script: string, args: readonly string[], count: number): Promise<string[]> {
  const child = spawn(process.execPath, [builtOf(script), ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const exit = once(child, "exit");
  let text = "";
  let lines = 0;
  for await (const chunk of child.stdout.setEncoding("utf8")) {
    text += chunk;
    lines += chunk.split("\n").length - 1;
    if (lines >= count) child.kill("SIGKILL");
  }
  const [, signal] = await exit;
  expect(signal).toBe("SIGKILL");
  // After the last end of a line stands nothing, or what the kill has cut off.
  return text.split("\n").slice(0, -1);
}
