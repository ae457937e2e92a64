import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { DatabaseTarget } from "../../../src/store/engine/open.ts";
import { createStore } from "../../../src/store/store.ts";

/** Says that it is there, waits for a word, claims seven events at a time until none is due, and prints the ids of all. */
const target = JSON.parse(process.argv[2] ?? "") as DatabaseTarget;
const now = new Date(process.argv[3] ?? "");
const store = await createStore(target, { now: () => now, newId: randomUUID });
const claimed: string[] = [];

process.stdout.write("there\n");
await once(process.stdin, "data");
for (let batch = await store.outbox.claim(7, 60_000); batch.length > 0; batch = await store.outbox.claim(7, 60_000)) {
  claimed.push(...batch.map(({ id }) => id));
}
await store.close();
process.stdout.write(JSON.stringify(claimed));
process.stdin.destroy();
