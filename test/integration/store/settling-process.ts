import { randomUUID } from "node:crypto";
import type { DatabaseTarget } from "../../../src/store/engine/open.ts";
import { createStore } from "../../../src/store/store.ts";
import { sayLine } from "../../support/say-line.ts";

/** Settles one submission after the other, each with two events, and prints the id of each once it is settled: until it is killed. */
const target = JSON.parse(process.argv[2] ?? "") as DatabaseTarget;
const store = await createStore(target, { now: () => new Date(), newId: randomUUID });
for (;;) {
  const id = randomUUID();
  const entry = { id, team: "T1", person: "U1", kind: "k", viewId: "V1", payload: {} };
  await store.submissions.begin(entry, 60_000);
  const event = { kind: "told", payload: { team: "T1", id }, dueAt: new Date(0) };
  await store.submissions.settle(id, { status: "done" }, [event, event]);
  await sayLine(id);
}
