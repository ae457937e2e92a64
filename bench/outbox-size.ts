import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { APP_DATABASE, databaseOf } from "../src/app/database-of.ts";
import { newEvent } from "../src/domain/notifications/events.ts";
import { createStore } from "../src/store/store.ts";
import { type Figure, toFigure } from "./figures.ts";
import { alternate, type Rounds } from "./rounds.ts";
import { appDatabaseIn } from "./seed-account.ts";
import { withRows } from "./seed-rows.ts";
import { TEAM } from "./workspace.ts";

/** Events that are written, claimed, completed and looked for in a round. */
const EVENTS = 50;

/** What the outbox takes for an event where so many are done already, and are kept for a week; beside one that is empty. */
export async function* measureOutbox({
  quick,
  only,
  rounds,
}: {
  quick: boolean;
  only: RegExp;
  rounds: Rounds;
}): AsyncGenerator<Figure> {
  const done = quick ? 10_000 : 1_000_000;
  const name = `growth.outbox.${done}.ms`;
  if (!only.test(name)) return;
  const dir = await mkdtemp(join(tmpdir(), "labeldesk-outbox-"));
  const open = (part: string) =>
    createStore(databaseOf({ kind: "sqlite", dir: join(dir, part) }, APP_DATABASE), {
      now: () => new Date(),
      newId: () => crypto.randomUUID(),
    });
  const [full, empty] = [await open("full"), await open("empty")];

  async function carry({ outbox }: typeof full): Promise<number> {
    const begun = performance.now();
    for (let nth = 0; nth < EVENTS; nth += 1) {
      const task = { id: crypto.randomUUID(), name: "What people write" };
      await outbox.add([newEvent("label.waits", { team: TEAM, person: "U0BENCH000", task, needsKey: false })]);
      for (const event of await outbox.claim(1, 60_000)) await outbox.complete(event, []);
      await outbox.nextDueAt();
    }
    return (performance.now() - begun) / EVENTS;
  }

  try {
    for (const store of [full, empty]) await carry(store);
    withRows(appDatabaseIn(join(dir, "full")), (database) => {
      const columns = database.prepare("select name from pragma_table_info('outbox')").raw().all() as unknown as [
        string,
      ][];
      const own: Readonly<Record<string, string>> = { seq: "1000 + n", id: "lower(hex(randomblob(16)))" };
      database.exec(`
        insert into outbox
          with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ${done})
          select ${columns.map(([column]) => own[column] ?? `outbox.${column}`).join(", ")} from numbers
          join (select * from outbox where state = 'done' limit 1) as outbox`);
    });
    const pairs = await alternate(rounds, { ours: () => carry(full), peer: () => carry(empty) });
    yield toFigure(name, "ms", pairs);
  } finally {
    await Promise.all([full.close(), empty.close()]);
    await rm(dir, { recursive: true, force: true });
  }
}
