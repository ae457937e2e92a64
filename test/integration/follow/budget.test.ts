import { beforeAll, describe, expect, test } from "@jest/globals";
import { DEFAULT_PREFERENCES, type Preferences } from "../../../src/domain/settings/preferences.ts";
import { touchedSettings } from "../../../src/domain/settings/touched-settings.ts";
import { DAY, type Hand, HOUR, type Sent, startFortnight, type Work } from "./fortnight.ts";

/** A Monday. */
const START = "2026-03-02T08:00:00Z";
const STEP = HOUR / 2;
const TASKS = 16;
const INPUTS = 75;
const LABELS_AT_ONCE = 10;
const BATCH = 5;
/** Inputs that somebody is given who had done theirs. */
const MORE = 8;

const ids = (letter: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${letter}${index + 1}`);
const LEADS = ids("L", 4);
const REVIEWERS = ids("R", 6);
const WORKERS = ids("W", 30);
/** Who has set what; everybody else is told at once. */
const SET: Readonly<Record<string, Partial<Preferences>>> = {
  W1: { muted: ["worker"] },
  R1: { muted: ["reviewer"] },
  W2: { digestHour: 9 },
  W3: { quiet: { from: 17 * 60, until: 9 * 60 } },
  R2: { quiet: { from: 12 * 60, until: 14 * 60 } },
};

/** The same numbers in every run (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Something that was asked of somebody, and must be read in a message of theirs by then. */
type Ask = { readonly who: string; readonly words: string; readonly from: number; readonly until: number };

/** How somebody works: all of it, none, or until so many are left. */
type Way = "steady" | "never" | "stops";

/**
 * Forty people, and about ten thousand events: labels, verdicts, changes that are asked for, questions, answers, new tasks and shares. What is
 * asked of whom is written down by the script itself, as the issue of each message says, and not by the app's rules.
 */
async function playFortnight() {
  const random = createRandom(7);
  const fortnight = await startFortnight(START);
  const { time } = fortnight;
  let events = 0;
  const asks: Ask[] = [];
  const unread: string[] = [];
  const ways = new Map<Hand, Way>();
  const asked = new Map<string, string>();
  const given = new Set<string>();
  const waitingSince = new Map<string, number>();
  const expectMessage = (who: string, words: string, withinMs: number): void => {
    const isMuted = who === "W1" || who === "R1";
    if (!isMuted) asks.push({ who, words, from: time(), until: time() + withinMs });
  };
  const chance = (probability: number): boolean => random() < probability;

  for (const [person, set] of Object.entries(SET)) {
    const preferences = { ...DEFAULT_PREFERENCES, ...set };
    await fortnight.settings.savePreferences("T1", person, preferences, touchedSettings({ preferences }));
  }

  async function create(number: number): Promise<void> {
    const lead = LEADS[number % LEADS.length] ?? "";
    const workers = Array.from({ length: 5 }, (_, index) => WORKERS[(number * 5 + index) % WORKERS.length] ?? "");
    // A lead who works on their own task.
    if (number === 0) workers.push(lead);
    const reviewers = [REVIEWERS[number % 6] ?? "", ...(number % 2 === 0 ? [REVIEWERS[(number + 1) % 6] ?? ""] : [])];
    const hands = workers.map((id): Hand => ({ id, pending: INPUTS, awaiting: 0, accepted: 0 }));
    const work = await fortnight.create({
      id: `t${number}`,
      name: `Task ${number}`,
      lead,
      reviewers,
      hands,
      inputs: INPUTS,
    });
    for (const [index, hand] of hands.entries()) {
      const isLazy = number % 2 === 1;
      ways.set(hand, isLazy && index === 0 ? "never" : isLazy && index === 1 ? "stops" : "steady");
      if (hand.id !== lead) expectMessage(hand.id, asWorker(hand, work), DAY + 2 * HOUR);
      if (ways.get(hand) !== "never") continue;
      expectMessage(hand.id, `Label "${work.name}": ${INPUTS} inputs have waited`, 5 * DAY);
      if (hand.id !== "W1") expectMessage(lead, `Work on "${work.name}" has stalled`, 7 * DAY);
    }
    for (const reviewer of reviewers) expectMessage(reviewer, `Review "${work.name}"`, DAY);
    events += 1;
  }

  /** A digest names the task otherwise. */
  const asWorker = ({ id }: Hand, { name }: Work): string => (id === "W2" ? name : `Label "${name}"`);

  function label(work: Work, hand: Hand): void {
    const way = ways.get(hand);
    if (way === "never" || (way === "stops" && hand.pending <= 40) || !chance(0.25)) return;
    const most = way === "stops" ? hand.pending - 40 : hand.pending;
    const labels = Math.min(most, 1 + Math.floor(random() * LABELS_AT_ONCE));
    hand.pending -= labels;
    hand.awaiting += labels;
    events += labels;
    if (way === "stops" && hand.pending <= 40)
      expectMessage(hand.id, `Label "${work.name}": 40 inputs are left, and nothing has come`, 5 * DAY);
  }

  async function review(work: Work): Promise<void> {
    if (!chance(0.3)) return;
    const [reviewer = ""] = work.reviewers;
    const hand = work.hands.find(({ awaiting }) => awaiting > 0);
    if (!hand) return;
    for (let batch = 0; batch < 6 && hand.awaiting > 0; batch += 1) {
      const decided = Math.min(BATCH, hand.awaiting);
      const sentBack = ways.get(hand) === "steady" && chance(0.06) ? 1 : 0;
      hand.awaiting -= decided;
      hand.accepted += decided - sentBack;
      hand.pending += sentBack;
      events += decided;
      if (sentBack === 0) continue;
      await fortnight.sendBack(work, { person: hand.id, from: reviewer, inputs: ["i1"] });
      expectMessage(hand.id, `Change 1 label of “${work.name}”`, DAY + 2 * HOUR);
    }
  }

  async function talk(work: Work): Promise<void> {
    const [hand] = work.hands;
    if (!hand) return;
    if (chance(0.02) && !asked.has(work.id)) {
      asked.set(work.id, await fortnight.ask(hand.id, work));
      events += 1;
      // What is answered before somebody's quiet hours end is asked of them no more.
      for (const person of [work.lead, ...work.reviewers].filter((one) => one !== "R2"))
        expectMessage(person, `asks about an input of “${work.name}”`, 3 * HOUR);
    } else if (chance(0.2) && asked.has(work.id)) {
      await fortnight.answer(asked.get(work.id) ?? "", work.lead);
      asked.delete(work.id);
      events += 1;
      expectMessage(hand.id, `has answered about an input of “${work.name}”`, DAY + 2 * HOUR);
    }
    if (chance(0.01)) {
      await fortnight.change(work, hand.id, { before: 1, after: 0.5 });
      events += 1;
    }
  }

  /** Whoever is done gets what another has not done. */
  async function giveMore(work: Work): Promise<void> {
    const hand = work.hands.find(({ id, pending }) => pending === 0 && id !== work.lead);
    if (!hand || given.has(work.id) || !chance(0.1)) return;
    given.add(work.id);
    hand.pending += MORE;
    await fortnight.change(work, hand.id, { before: 1, after: 1 + MORE / INPUTS });
    events += 1;
    expectMessage(hand.id, asWorker(hand, work), DAY + 2 * HOUR);
  }

  /** Labels that have waited for two hours stand in the last message that each reviewer has about them. */
  function lookWhatReviewersRead(work: Work): void {
    const waiting = work.hands.reduce((sum, { awaiting }) => sum + awaiting, 0);
    if (waiting < 10) waitingSince.delete(work.id);
    else waitingSince.set(work.id, waitingSince.get(work.id) ?? time());
    if (time() - (waitingSince.get(work.id) ?? time()) < 2 * HOUR) return;
    for (const reviewer of work.reviewers.filter((one) => one !== "R1" && one !== "R2")) {
      const last = fortnight.sent.findLast(({ to, says }) => to === reviewer && isAboutReview(says, work));
      if (!/ labels wait for you/.test(last?.says.at(-1)?.text ?? "")) unread.push(`${reviewer}: ${work.name}`);
    }
  }

  const finished = new Set<string>();
  function expectEnd(work: Work): void {
    if (finished.has(work.id) || work.hands.some(({ pending, awaiting }) => pending + awaiting > 0)) return;
    finished.add(work.id);
    expectMessage(work.lead, `"${work.name}" is finished`, 3 * HOUR);
  }

  const end = time() + 14 * DAY;
  let created = 0;
  while (time() < end) {
    const at = new Date(time());
    const isAtWork = at.getUTCDay() % 6 !== 0 && at.getUTCHours() >= 9 && at.getUTCHours() < 17;
    if (isAtWork && created < TASKS && chance(0.3)) await create(created++);
    for (const work of isAtWork ? fortnight.works.values() : []) {
      for (const hand of work.hands) label(work, hand);
      await review(work);
      await talk(work);
      await giveMore(work);
      await fortnight.noticed(work.id);
      expectEnd(work);
    }
    await fortnight.pass(isAtWork ? STEP : at.getUTCHours() === 8 ? HOUR : 4 * HOUR);
    if (isAtWork) for (const work of fortnight.works.values()) lookWhatReviewersRead(work);
  }
  await fortnight.close();
  return { ...fortnight, events, asks, unread, finished: finished.size };
}

const isAboutReview = (says: Sent["says"], { name }: Work): boolean =>
  says.some(({ text }) => text.startsWith(`Review "${name}": `) && /wait/.test(text));

describe("a fortnight of forty people", () => {
  let played: Awaited<ReturnType<typeof playFortnight>>;
  beforeAll(async () => {
    played = await playFortnight();
  }, 120_000);

  test("ten thousand events are at most five messages a hundred", () => {
    const { events, sent, problems, finished } = played;

    expect(events).toBeGreaterThanOrEqual(10_000);
    expect(finished).toBeGreaterThan(5);
    expect(sent.length).toBeLessThanOrEqual(events * 0.05);
    expect(problems()).toEqual([]);
  });

  test("no ask is missed", () => {
    const { asks, sent } = played;
    // In a new message: Slack notifies nobody of an edit.
    const isRead = ({ who, words, from, until }: Ask): boolean =>
      sent.some(
        ({ to, says: [first] }) =>
          to === who && first !== undefined && first.at >= from && first.at <= until && first.text.includes(words),
      );
    const ended = asks.filter(({ until }) => until <= Date.parse(START) + 14 * DAY);

    expect(ended.length).toBeGreaterThan(200);
    expect(ended.filter((ask) => !isRead(ask))).toEqual([]);
  });

  test("reviewers always read that labels wait for them, in the last message about it", () => {
    expect(played.unread).toEqual([]);
  });

  test("nobody is told what they did themselves, or have muted", () => {
    const { sent } = played;
    const to = (who: string): string[] =>
      sent.filter((message) => message.to === who).map(({ says }) => says[0]?.text ?? "");

    expect(to("L1").filter((text) => text.startsWith('Label "Task 0": 100'))).toEqual([]);
    expect(to("W1")).toEqual([]);
    expect(to("R1")).toEqual([]);
  });

  test("one message for each person, task and new ask: none says again what the one before said", () => {
    const { sent } = played;
    const seen = new Map<string, number>();
    const repeated = sent.filter(({ to, says: [first] }) => {
      const key = `${to} ${first?.text}`;
      const before = seen.get(key);
      seen.set(key, first?.at ?? 0);
      // Each batch of a review that sends labels back is an ask of its own.
      const isBatch = first?.text.startsWith("Change ") ?? false;
      return !isBatch && before !== undefined && (first?.at ?? 0) - before < HOUR;
    });

    expect(repeated).toEqual([]);
  });
});
