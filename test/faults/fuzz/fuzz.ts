import fc from "fast-check";
import { encodeParcel } from "../../../sandbox/slack/delivery.ts";
import type { Json } from "../../../sandbox/slack/json.ts";
import { postRaw } from "../../integration/app/raw-requests.ts";
import { eventually } from "../../support/eventually.ts";
import { createRecordingLog } from "../../support/recording-log.ts";
import { startTestWorkspace, type TestWorkspace } from "../../support/start-workspace.ts";
import { mutated } from "./mutations.ts";
import { gatherSeeds, type Kind } from "./seeds.ts";

/** Sent at once: a busy app, and far from its limit. */
const AT_ONCE = 10;

/** How long all that was sent may be carried out behind its acks. */
const STILL_WITHIN_MS = 120_000;

/** What no person should read: a stack, an exception's or a database's own words. */
const RAW =
  /\n {4}at |node:internal|node_modules|\.ts:\d|\.js:\d|TypeError|ZodError|SQLITE_|SqliteError|Cannot read prop/;

export type Fuzz = {
  /** Sends so many changed payloads of the kind, rightly signed, others each time where no seed is given; gives what went wrong, in words. */
  run(kind: Kind, count: number, seed?: number): Promise<readonly string[]>;
  close(): Promise<void>;
};

/** Starts an app and gathers real payloads from its use. */
export async function openFuzz(): Promise<Fuzz> {
  const log = createRecordingLog();
  const workspace = await startTestWorkspace({ overrides: { log } });
  const seeds = await gatherSeeds(workspace).catch(async (error: unknown) => {
    await workspace.stop();
    throw error;
  });
  const errors = () => log.lines.filter(({ level }) => level === "error");

  return {
    async run(kind, count, seed) {
      const rejections: string[] = [];
      const note = (error: unknown): void => {
        rejections.push(`unhandled: ${error instanceof Error ? error.stack : String(error)}`);
      };
      process.on("unhandledRejection", note);
      const from = { errors: errors().length, calls: workspace.slack.calls.length };
      try {
        const property = fc.asyncProperty(
          fc.array(mutated(seeds[kind]), { minLength: AT_ONCE, maxLength: AT_ONCE }),
          async (payloads) => {
            const problems = await Promise.all(payloads.map((payload) => send(workspace, kind, payload)));
            const found = problems.find((problem) => problem !== undefined);
            if (found !== undefined) throw new Error(found);
          },
        );
        const outcome = await fc.check(property, {
          numRuns: Math.ceil(count / AT_ONCE),
          endOnFailure: true,
          ...(seed !== undefined && { seed }),
        });
        await untilStill(workspace);
        return [
          ...(outcome.failed ? [`seed ${outcome.seed}: ${String(outcome.errorInstance)}`] : []),
          ...rejections,
          ...errors()
            .slice(from.errors)
            .filter(({ fields }) => isFault(fields))
            .map(({ message, fields }) => `${message}: ${sayError(fields)}`),
          ...workspace.slack.calls
            .slice(from.calls)
            .map(({ args }) => JSON.stringify(args))
            .filter((text) => RAW.test(text))
            .map((text) => `said: ${text.slice(0, 500)}`),
        ];
      } finally {
        process.off("unhandledRejection", note);
      }
    },
    close: () => workspace.stop(),
  };
}

/** What is wrong with the app's answer, if anything. */
async function send(workspace: TestWorkspace, kind: Kind, payload: Json): Promise<string | undefined> {
  const parcel = kind === "command" ? "command" : kind === "event_callback" ? "event" : "interaction";
  const { body, contentType } = encodeParcel({ kind: parcel, payload });
  const { status, text } = await postRaw(workspace, body, { contentType });
  if (status >= 500) return `HTTP ${status} after ${body.slice(0, 2_000)}`;
  return RAW.test(text) ? `“${text.slice(0, 500)}” after ${body.slice(0, 2_000)}` : undefined;
}

/** An address that nobody answers, and what Slack refuses, are met in a good run too. */
const isFault = (fields: object): boolean => !("err" in fields) || codeOf(fields.err) !== "slack_bolt_respond_error";

const codeOf = (error: unknown): unknown => (error instanceof Error && "code" in error ? error.code : undefined);

function sayError(fields: object): string {
  const error: unknown = "err" in fields ? fields.err : undefined;
  return error instanceof Error ? (error.stack ?? error.message) : JSON.stringify(fields);
}

/** Waits until nothing is called any more: what was acknowledged is carried out behind the ack. A busy machine takes its time for it. */
async function untilStill({ slack }: TestWorkspace): Promise<void> {
  let seen = -1;
  let since = 0;
  await eventually(async () => {
    if (slack.calls.length !== seen) since = performance.now();
    seen = slack.calls.length;
    return performance.now() - since > 500;
  }, STILL_WITHIN_MS);
}
