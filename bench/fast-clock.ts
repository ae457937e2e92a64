import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers/promises";
import { SPEED } from "./workspace.ts";

/**
 * Loaded into a process before its own code (`--import`): its clock and its timers run `SPEED` times faster, from the time in
 * `CLOCK_FROM` (milliseconds since 1970) on.
 */
const from = Number(process.env["CLOCK_FROM"]);
const RealDate = Date;
const now = (): number => Math.floor(from + (RealDate.now() - from) * SPEED);

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args) => Reflect.construct(target, args.length === 0 ? [now()] : args),
  get: (target, key) => (key === "now" ? now : Reflect.get(target, key)),
});
const steady = performance.now.bind(performance);
performance.now = () => steady() * SPEED;
/** The same timer, which waits that much shorter. */
const hurried = <Timer extends (work: () => void, ms?: number) => unknown>(timer: Timer): Timer =>
  new Proxy(timer, {
    apply: (target, self, [work, ms = 0, ...args]) => Reflect.apply(target, self, [work, ms / SPEED, ...args]),
  });
globalThis.setTimeout = hurried(globalThis.setTimeout);
globalThis.setInterval = hurried(globalThis.setInterval);
timers.setTimeout = new Proxy(timers.setTimeout, {
  apply: (target, self, [ms = 0, ...args]) => Reflect.apply(target, self, [ms / SPEED, ...args]),
});
syncBuiltinESMExports();
