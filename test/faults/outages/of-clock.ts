import type { Outage } from "./outage.ts";

const HOUR_MS = 3_600_000;

const jump = (name: string, ms: number): Outage => ({
  name: `clock jumps ${name}`,
  async begin(stage) {
    await stage.moveOn(ms);
    return () => stage.moveOn(-ms);
  },
});

export const OUTAGES_OF_CLOCK: readonly Outage[] = [
  jump("forward an hour, and back", HOUR_MS),
  jump("back an hour, and forward", -HOUR_MS),
];
