import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import * as z from "zod";
import { readArguments } from "../read-arguments.ts";

/**
 * Kills senders with a message on its way, and counts what people got (decision 0035): by our outbox (`own`), by DBOS (`dbos`), and by DBOS
 * with our look before a step is run again (`dbos-look`). Usage: tsx bench/outbox/main.ts SERVER ROUNDS WHICH [REPLICAS]
 * SERVER is a PostgreSQL on which a database is made and dropped. A round kills twice: with the message taken, and before. The only
 * replica is started again at once; one of several only when the others have not sent everything within 40 s.
 */
const [server = "", roundsAsked = "5", which = "own", replicasAsked = "1"] = process.argv.slice(2);
const EVENTS = 5;
const LONGEST_WAIT_MS = 90_000;
const OTHERS_WITHIN_MS = 40_000;
/** One replica makes the tables first: of several that DBOS starts on an empty database, all but one may fail ("tuple concurrently updated"). */
const MADE_WITHIN_MS = 15_000;
/** Doubles come within our lease, or when the other has started. */
const SETTLED_AFTER_MS = which === "own" ? 22_000 : 12_000;
const kills = Number(roundsAsked) * 2;
const replicas = Number(replicasAsked);

const Metadata = z.object({
  event_type: z.string(),
  event_payload: z.object({ event: z.string(), part: z.number() }),
});

type Standing = { channel: string; ts: string; metadata: z.output<typeof Metadata> };
const standing: Standing[] = [];
let killAt: "before" | "after" | undefined;
let killVictim = (_replica: number): void => {};
let serial = 0;

const slack = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  const args = readArguments(request.headers["content-type"], body);
  const [, replica = "", , method = ""] = (request.url ?? "").split("/");
  const answer = (value: object) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ ok: true, ...value }));
  };
  if (method === "chat.postMessage") {
    const channel = `D${args["channel"]}`;
    const point = killAt;
    if (point !== undefined) killAt = undefined;
    if (point === "before") return killVictim(Number(replica));
    serial += 1;
    const ts = `${Math.floor(Date.now() / 1000)}.${String(serial).padStart(6, "0")}`;
    standing.push({ channel, ts, metadata: Metadata.parse(args["metadata"]) });
    if (point === "after") return killVictim(Number(replica));
    return answer({ channel, ts });
  }
  if (method === "conversations.open") return answer({ channel: { id: `D${args["users"]}` } });
  if (method === "conversations.history")
    return answer({ messages: standing.filter(({ channel }) => channel === args["channel"]) });
  answer({});
});
await new Promise<void>((resolve) => slack.listen(0, "127.0.0.1", resolve));
const slackUrl = `http://127.0.0.1:${(slack.address() as AddressInfo).port}`;

const name = `labeldesk_bench_${process.pid}`;
const admin = new pg.Client({ connectionString: server });
await admin.connect();
await admin.query(`create database ${name}`);
const url = Object.assign(new URL(server), { pathname: `/${name}` }).href;

function start(people: string, replica: number): ChildProcess {
  const file = which === "own" ? "own-sender.ts" : "dbos-sender.ts";
  return spawn(
    "node_modules/.bin/tsx",
    [
      `bench/outbox/${file}`,
      url,
      `${slackUrl}/${replica}/api/`,
      people,
      which === "dbos-look" ? "look" : "",
      String(replica),
    ],
    {
      stdio: ["ignore", "ignore", "inherit"],
      detached: true,
    },
  );
}

/** tsx runs Node as its child: both are to die. */
function kill(child: ChildProcess): void {
  if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
}

let lost = 0;
let doubled = 0;
let stranded = 0;
const took: number[] = [];
try {
  if (replicas > 1) {
    const maker = start("", 0);
    await delay(MADE_WITHIN_MS);
    kill(maker);
  }
  for (let round = 0; round < kills; round += 1) {
    const people = Array.from({ length: EVENTS }, (_, n) => `U${round}X${n}`);
    const count = (person: string) => standing.filter(({ channel }) => channel === `D${person}`).length;
    const running = new Map<number, ChildProcess>();
    for (let replica = replicas - 1; replica >= 0; replica -= 1)
      running.set(replica, start(replica === 0 ? people.join() : "", replica));
    const victim = await new Promise<number>((resolve) => {
      killVictim = resolve;
      killAt = round % 2 === 0 ? "after" : "before";
    });
    await end(victim);
    const killed = Date.now();
    if (replicas === 1) running.set(victim, start("", victim));
    const areAllThere = () => people.every((person) => count(person) > 0);
    while (!areAllThere() && Date.now() - killed < LONGEST_WAIT_MS) {
      await delay(200);
      if (areAllThere() || running.has(victim) || Date.now() - killed < OTHERS_WITHIN_MS) continue;
      stranded += people.filter((person) => count(person) === 0).length;
      running.set(victim, start("", victim));
    }
    took.push(Date.now() - killed);
    await delay(SETTLED_AFTER_MS);
    for (const replica of [...running.keys()]) await end(replica);

    async function end(replica: number): Promise<void> {
      const child = running.get(replica);
      running.delete(replica);
      if (!child) return;
      const exited = once(child, "exit");
      kill(child);
      await exited;
    }
    const counts = people.map(count);
    lost += counts.filter((n) => n === 0).length;
    doubled += counts.filter((n) => n > 1).length;
    process.stdout.write(
      `${which} round ${round} ${round % 2 === 0 ? "after" : "before"}: ${counts.join(" ")}, all there after ${took.at(-1)} ms\n`,
    );
  }
} finally {
  process.stdout.write(
    `${which}, ${replicas} replica(s): ${kills} kills, ${kills * EVENTS} messages: ${doubled} doubled, ${stranded} left to who was killed, ${lost} lost; median ${took.sort((a, b) => a - b)[Math.floor(took.length / 2)]} ms\n`,
  );
  slack.closeAllConnections();
  slack.close();
  await admin.query(`drop database if exists ${name} with (force)`);
  await admin.end();
}
