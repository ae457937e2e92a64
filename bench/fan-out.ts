import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { APP_DATABASE, databaseOf } from "../src/app/database-of.ts";
import { newEvent } from "../src/domain/notifications/events.ts";
import { createStore } from "../src/store/store.ts";
import { type Figure, toFigure } from "./figures.ts";
import type { PlainSending } from "./plain-sender.ts";
import { ask, endProcess, startHelper, startServer } from "./processes.ts";
import { BOT, SIGNING_SECRET, SPEED, TAKEN_A_MINUTE, TEAM } from "./workspace.ts";

/** When the messages are due, once they begin to be written: by then they are, and the app has seen when the first is due. */
const beginsAfterMs = (recipients: number): number => 700 + recipients / 2;

type Sent = { readonly seconds: number; readonly throttled: number };

/**
 * How long messages to so many people take, and how many of them Slack refuses for its limits, beside the least that the limits allow:
 * as many as it takes in a minute at once, then the same every minute. The same of a loop and of `Promise.all` on Slack's client.
 */
export async function* measureFanOut(
  here: (file: string) => string,
  { quick, only }: { quick: boolean; only: RegExp },
): AsyncGenerator<Figure> {
  for (const recipients of quick ? [1, 100] : [1, 100, 10_000]) {
    const name = `fanout.${recipients}`;
    if (!only.test(name)) continue;
    const people = Array.from({ length: recipients }, (_, at) => `U0FAN${String(at).padStart(5, "0")}`);
    const slack = await startServer(here("limited-slack.js"), {});
    try {
      const minutes = Math.floor((recipients - 1) / TAKEN_A_MINUTE);
      const least: Sent = { seconds: minutes * (60 / SPEED) + (await secondsOfCall(slack.url)), throttled: 0 };
      // The call was counted, too.
      await taken(0, 0);
      const ways = {
        [name]: await byApp(people),
        [`${name}.loop`]: await plainly("loop", people),
        [`${name}.promise_all`]: await plainly("promise_all", people),
      };
      for (const [way, sent] of Object.entries(ways)) {
        yield toFigure(`${way}.seconds`, "s", [{ ours: sent.seconds, peer: least.seconds }]);
        yield toFigure(`${way}.throttled`, "", [{ ours: sent.throttled, peer: least.throttled }]);
      }
    } finally {
      await endProcess(slack.process);
    }

    async function taken(messages: number, begun: number): Promise<Sent> {
      const { at, refused } = await ask<{ at: number; refused: number }>(slack.process, { messages });
      return { seconds: (at - begun) / 1000, throttled: refused };
    }

    async function plainly(how: PlainSending["how"], to: readonly string[]): Promise<Sent> {
      const sender = startHelper(here("plain-sender.js"), fastClock(Date.now()));
      try {
        const question: PlainSending = { how, people: to, url: `${slack.url}/api/` };
        const { took } = await ask<{ took: number }>(sender, question);
        const sent = await taken(0, 0);
        return { ...sent, seconds: took / SPEED / 1000 };
      } finally {
        await endProcess(sender);
      }
    }

    async function byApp(to: readonly string[]): Promise<Sent> {
      const dataDir = await mkdtemp(join(tmpdir(), "labeldesk-fan-out-"));
      try {
        const from = Date.now();
        const app = await startServer(
          join(process.cwd(), "dist/main.js"),
          {
            SLACK_BOT_TOKEN: BOT.token,
            SLACK_SIGNING_SECRET: SIGNING_SECRET,
            SLACK_API_URL: `${slack.url}/api/`,
            DATA_DIR: dataDir,
            PORT: "0",
          },
          fastClock(from),
        );
        try {
          const begun = await writeMessages(to, dataDir, (time) => new Date(from + (time - from) * SPEED));
          return await taken(to.length, begun);
        } finally {
          await endProcess(app.process);
        }
      } finally {
        await rm(dataDir, { recursive: true, force: true });
      }
    }
  }
}

/** Gives when they are due, by the clock that everybody else has; `toFast` turns it into the app's. */
async function writeMessages(to: readonly string[], dataDir: string, toFast: (time: number) => Date): Promise<number> {
  const store = await createStore(databaseOf({ kind: "sqlite", dir: dataDir }, APP_DATABASE), {
    now: () => new Date(),
    newId: () => crypto.randomUUID(),
  });
  const task = { id: crypto.randomUUID(), name: "What people write" };
  const begun = Date.now() + beginsAfterMs(to.length);
  const dueAt = toFast(begun);
  await store.outbox.add(
    to.map((person) => newEvent("label.waits", { team: TEAM, person, task, needsKey: false }, { dueAt })),
  );
  await store.close();
  if (Date.now() > begun) throw new Error("the messages were due before they were written: try again when less runs");
  return begun;
}

/** What one call takes on a connection that is there. */
async function secondsOfCall(url: string): Promise<number> {
  const call = async (channel: string): Promise<void> => {
    const body = new URLSearchParams({ channel });
    await (await fetch(`${url}/api/chat.postMessage`, { method: "POST", body })).text();
  };
  await call("U0FIRST");
  const begun = performance.now();
  await call("U0SECOND");
  return (performance.now() - begun) / 1000;
}

const fastClock = (from: number) => ({ preload: "fast-clock.js", env: { CLOCK_FROM: String(from) } });
