import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runImport } from "../src/tasks-service/import/run-import.ts";
import { type Figure, toFigure } from "./figures.ts";
import { serviceDatabaseIn, withLocalService } from "./local-service.ts";
import { alternate, type Rounds } from "./rounds.ts";
import { APP, NOW, read, withRows } from "./seed-rows.ts";
import { startTaking, type Took } from "./took.ts";

/** As a process writes that wants nothing but rows: a statement for so many. */
const ROWS_AT_ONCE = 10_000;

/** What `npm run import` does with a list of texts, once it has started; beside the same rows that SQLite inserts by itself. */
export async function* measureImport({
  quick,
  only,
  rounds,
}: {
  quick: boolean;
  only: RegExp;
  rounds: Rounds;
}): AsyncGenerator<Figure> {
  const rows = quick ? 2_000 : 100_000;
  const name = `import.${rows}`;
  if (!only.test(`${name}.seconds`)) return;
  const dir = await mkdtemp(join(tmpdir(), "labeldesk-import-"));
  try {
    const list = join(dir, "texts.csv");
    const lines = Array.from(
      { length: rows },
      (_, nth) => `text-${nth},The ${nth}. thing that somebody has written to us.`,
    );
    await writeFile(list, ["id,text", ...lines].join("\n"));
    let round = 0;
    const fresh = async (): Promise<string> => {
      round += 1;
      const dataDir = join(dir, String(round));
      await withLocalService(dataDir, async () => {});
      return dataDir;
    };
    const byImport = async (): Promise<Took> =>
      withLocalService(await fresh(), async ({ send }) => {
        const took = startTaking();
        const { added } = await runImport({ paths: [list], send });
        if (added !== rows) throw new Error(`${added} of ${rows} rows were imported`);
        return took();
      });
    const byDatabase = async (): Promise<Took> => {
      const path = serviceDatabaseIn(await fresh());
      return withRows(path, (database) => {
        database.pragma("synchronous = full", {});
        const took = startTaking();
        const app = read(database, APP);
        const insert = database.prepare(
          `insert into inputs (key, app, id, body, created_at, modified_at)
           select key + 1 + ?, ${app}, value ->> 0, json_object('text', json_object('raw', value ->> 1)), ${NOW}, ${NOW}
           from json_each(?)`,
        );
        for (let from = 0; from < lines.length; from += ROWS_AT_ONCE) {
          const some = lines.slice(from, from + ROWS_AT_ONCE).map((line) => line.split(","));
          insert.run([from, JSON.stringify(some)]);
        }
        return took();
      });
    };
    const pairs = await alternate(rounds, { ours: byImport, peer: byDatabase });
    const figure = (what: string, key: keyof Took) =>
      toFigure(
        `${name}.${what}`,
        "s",
        pairs.map(({ ours, peer }) => ({ ours: ours[key], peer: peer[key] })),
      );
    yield* [figure("seconds", "seconds"), figure("cpu_s", "cpuSeconds")];
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
