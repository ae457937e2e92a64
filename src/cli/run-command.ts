import type { Environment } from "../config.ts";
import { loadEnvFile } from "../load-env-file.ts";
import { createRedactor } from "../log.ts";

export type Command = {
  readonly help: string;
  /** The beginning of the sentence about what went wrong. */
  readonly failed: string;
  /** Gives the exit code; failing is 1. */
  run(args: readonly string[], env: Environment): Promise<number>;
};

/** The arguments are none that the command takes: it says which ones it takes. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Runs a command as this process: its arguments, its environment (with `.env`), what it says, its exit code. No secret is said. */
export async function runCommand({ help, failed, run }: Command): Promise<void> {
  const args = process.argv.slice(2);
  if (args.includes("--help")) {
    process.stdout.write(help);
    return;
  }
  try {
    loadEnvFile(process);
    process.exitCode = await run(args, process.env);
  } catch (error) {
    const secrets = ["DATABASE_URL", "MOVE_TO_URL"].flatMap((name) => secretsIn(process.env[name]));
    process.stderr.write(`${failed}: ${createRedactor(secrets)(messageOf(error))}\n`);
    if (error instanceof UsageError) process.stderr.write(`\n${help}`);
    process.exitCode = 1;
  }
}

const secretsIn = (url: string | undefined): readonly string[] =>
  url !== undefined && URL.canParse(url) ? [url, decodeURIComponent(new URL(url).password)] : [];

/** A server with several addresses, of which none answers, is an error without words of its own. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === "") return messageOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
