import { createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { LABELING_TIMES } from "../../src/services/labeling/times.ts";
import { QUICK_PAUSES } from "../support/quick-times.ts";
import { watchBoundaries } from "./boundaries.ts";
import { type FromApp, type Point, ToApp } from "./protocol.ts";

/**
 * The app in a process of its own, started by `start-app.ts`: the product's code with a clock that the parent moves on, which dies by SIGKILL
 * where the parent says.
 */
const tell = (message: FromApp): void => {
  process.send?.(message);
};

const crash = (error: unknown): void => {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  // Once it is told: an exit at once would lose it.
  process.send?.({ kind: "crashed", message } satisfies FromApp, () => process.exit(1));
};
process.on("uncaughtException", crash);
process.on("unhandledRejection", crash);
// The parent is gone: nobody would ever stop this process.
process.on("disconnect", () => process.exit(0));

let aheadMs = Number(process.env["AHEAD_MS"] ?? 0);
let watched: { readonly passings: Map<string, number>; readonly point: Point | undefined } | undefined;

/** Nothing in this process goes on after it, not even what would have run while the signal is on its way. */
function die(): void {
  process.kill(process.pid, "SIGKILL");
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

watchBoundaries(
  (boundary) => {
    if (watched === undefined) return () => undefined;
    const { passings, point } = watched;
    const nth = (passings.get(boundary) ?? 0) + 1;
    passings.set(boundary, nth);
    const isHere = point?.boundary === boundary && point.nth === nth;
    if (isHere && point.when === "before") die();
    return () => {
      if (isHere && point.when === "after") die();
      tell({ kind: "passed", boundary, nth });
    };
  },
  JSON.parse(process.env["HANDLES"] ?? "{}"),
);

process.on("message", (received) => {
  const message = ToApp.parse(received);
  if (message.kind === "watch") watched = { passings: new Map(), point: message.point };
  else aheadMs += message.ms;
  tell({ kind: "heard" });
});

const app = await createApp(readConfig(process.env), {
  host: "127.0.0.1",
  now: () => new Date(Date.now() + aheadMs),
  // What a dead process has held is looked for soon; all limits stay those of the product.
  times: {
    ...QUICK_PAUSES,
    labeling: { ...LABELING_TIMES, submitAfterMs: 200, submitLastAfterMs: 200, roundMs: 500 },
    housekeeping: { round: 500 },
  },
});
const { port } = await app.start();
tell({ kind: "running", port });
