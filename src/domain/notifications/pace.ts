import type { ClaimedEvent, Slot } from "./outbox-event.ts";

/**
 * Messages that go out to one workspace in any minute. Slack takes "several hundred" a minute from an app, beside one a second in each
 * channel, with "generous" bursts (docs.slack.dev/reference/methods/chat.postMessage); a number that is not named is not to be tried
 * out on people's workspaces.
 */
export const POSTS_A_MINUTE = 300;
/** A second more than a minute, since calls arrive after various times. */
export const MINUTE_MS = 61_000;
const OF_WORKSPACE = { count: POSTS_A_MINUTE, periodMs: MINUTE_MS };

/**
 * When messages leave for one place, or for a workspace as a whole: the latest times, in milliseconds since 1970, each in their order, as
 * many as its rate lets through in a period.
 */
export type Line = {
  /** When they really went. */
  gone: number[];
  /** Slots of what had none before, still to come. */
  reserved: number[];
  /** Slots of what came at its slot and found no room, still to come. */
  late: number[];
  /** Slack has asked to wait. */
  heldUntil: number;
};

/** How what is claimed is paced. */
export type Pacing = {
  /** Where an event posts to; what posts nowhere is not paced. */
  placeOf(event: ClaimedEvent): string | undefined;
  /** Between two messages to one place, in milliseconds. */
  readonly spacingMs: number;
};

type Lines = { readonly place: Line; readonly workspace: Line };
/** So many in any period. */
type Rate = { readonly count: number; readonly periodMs: number };

export const newLine = (): Line => ({ gone: [], reserved: [], late: [], heldUntil: 0 });

/**
 * Lets an event go now (undefined), or gives the slot at which it is to come back, and notes either in the lines. So each event is put
 * off once, or twice: for its place, and then for the workspace. What counts in the end is when messages really went: slots for which
 * nobody was there to send in time are not used all at once.
 */
export function takeSlot(
  slot: Slot | undefined,
  { place, workspace }: Lines,
  { time, spacingMs }: { time: number; spacingMs: number },
): Slot | undefined {
  if (slot && slot.at > time) return slot;
  const ofPlace = { count: 1, periodMs: spacingMs };
  const steps = [
    { of: "place", line: place, rate: ofPlace, hasSlot: slot !== undefined },
    { of: "workspace", line: workspace, rate: OF_WORKSPACE, hasSlot: slot?.of === "workspace" },
  ] as const;
  for (const { of, line, rate, hasSlot } of steps) {
    forgetPast(line, time);
    if (hasSlot && roomAt(line, rate) <= time) continue;
    const at = hasSlot ? comeLate(line, rate, time) : reserve(line, rate, time);
    if (at > time) return { at, of: slot?.of === "workspace" ? "workspace" : of };
  }
  add(place.gone, time, ofPlace);
  add(workspace.gone, time, OF_WORKSPACE);
  return undefined;
}

/** Slack wants nothing at the place before this time, at which what it has refused comes back; `isAll`: nor anywhere in the workspace. */
export function holdLines({ place, workspace }: Lines, until: number, { isAll }: { isAll: boolean }): void {
  place.heldUntil = Math.max(place.heldUntil, until);
  place.late = [until];
  if (!isAll) return;
  workspace.heldUntil = Math.max(workspace.heldUntil, until);
  // No burst after it, since Slack has just had too many: as if as many had gone evenly in the minute before.
  const first = workspace.heldUntil - MINUTE_MS;
  const apartMs = MINUTE_MS / POSTS_A_MINUTE;
  workspace.gone = Array.from({ length: POSTS_A_MINUTE }, (_, nth) => Math.ceil(first + nth * apartMs));
  // What has a slot keeps it, and comes late where there is no room by then; nobody else waits behind it.
  workspace.reserved = [];
}

/** When one more may go, by what has gone. */
const roomAt = ({ gone, heldUntil }: Line, { count, periodMs }: Rate): number =>
  Math.max(heldUntil, (gone.at(-count) ?? Number.NEGATIVE_INFINITY) + periodMs);

/** A period after that of all these, and of what has gone before them, which goes so many before it. */
function after(given: readonly number[], { gone, heldUntil }: Line, { count, periodMs }: Rate): number {
  const before = given.length < count ? gone.at(given.length - count) : given.at(-count);
  return Math.max(heldUntil, (before ?? Number.NEGATIVE_INFINITY) + periodMs);
}

function reserve(line: Line, rate: Rate, time: number): number {
  const { reserved, late } = line;
  const given = reserved.length < rate.count ? [...late, ...reserved].sort((one, other) => one - other) : reserved;
  const at = Math.max(time, after(given, line, rate), reserved.at(-1) ?? time);
  if (at > time) add(reserved, at, rate);
  return at;
}

function comeLate(line: Line, rate: Rate, time: number): number {
  const at = Math.max(time, after(line.late, line, rate), line.late.at(-1) ?? time);
  if (at > time) add(line.late, at, rate);
  return at;
}

function add(times: number[], at: number, { count }: Rate): void {
  times.push(at);
  if (times.length > count) times.shift();
}

function forgetPast({ reserved, late }: Line, time: number): void {
  for (const times of [reserved, late]) while ((times[0] ?? Number.POSITIVE_INFINITY) <= time) times.shift();
}
