import { taskOf, withLocalService } from "./local-service.ts";
import { read, withRows } from "./seed-rows.ts";
import { startTaking, type Took } from "./took.ts";

/** A division to be made: by the local service, in the directory that has its tables; or the same number of rows by SQLite alone. */
export type Assigning = {
  readonly by: "service" | "database";
  readonly dataDir: string;
  readonly path: string;
  readonly workers: readonly string[];
  readonly perInput: number;
};

/**
 * How long it took, and of that the processor's time of all threads; the most memory that the process ever held (resident), and the worst
 * distance from an exact share, in inputs.
 */
export type Assigned = Took & { readonly peakMb: number; readonly off: number };

/** The more, the further down the list: shares that are no round numbers. */
const weightOf = (place: number, count: number): number => count + 1 + place;

/** As a process writes that wants nothing but rows: a statement for so many. */
const ROWS_AT_ONCE = 100_000;

process.on("message", async (assigning: Assigning) => {
  const took = await (assigning.by === "service" ? divide(assigning) : insertRows(assigning));
  const peakMb = process.resourceUsage().maxRSS / 1000;
  const off = assigning.by === "service" ? worstDistance(assigning) : MAY_BE_OFF;
  process.send?.({ ...took, peakMb, off } satisfies Assigned);
});

/** What somebody may be away from their exact share: less than an input that nobody else has either. */
const MAY_BE_OFF = 1;

/** From the request on: the service is there. */
const divide = ({ dataDir, workers, perInput }: Assigning): Promise<Took> =>
  withLocalService(dataDir, async (service) => {
    const weights = Object.fromEntries(workers.map((id, place) => [id, weightOf(place, workers.length)]));
    const worker = {
      strategy: "PARTITIONED",
      workers: workers.map((id) => ({ user: { id } })),
      partitioned_strategy_info: { type: "WEIGHTED", workers_per_input: perInput, weights },
    };
    const took = startTaking();
    await service.post("tasks", { tasks: [taskOf("A large one", worker)] });
    await service.idle();
    return took();
  });

/** The rows that such a task has, by its keys and in the order of the table. */
function insertRows({ path, workers, perInput }: Assigning): Took {
  return withRows(path, (database) => {
    database.pragma("synchronous = full", {});
    const took = startTaking();
    const inputs = read(database, "select max(key) from inputs");
    const atOnce = Math.floor(ROWS_AT_ONCE / perInput);
    const each = Array.from({ length: perInput }, (_, nth) => `(${nth})`).join(",");
    for (let from = 0; from < inputs; from += atOnce)
      database.exec(`
        insert into assignments (task, input, worker, status, created_at, modified_at)
        select 1, key, 1 + (key * 61 + column1) % ${workers.length}, 54201, '${TIME}', '${TIME}'
        from inputs, (values ${each}) where key > ${from} and key <= ${from + atOnce} order by 2, 3`);
    return took();
  });
}
const TIME = new Date().toISOString();

function worstDistance({ path, workers, perInput }: Assigning): number {
  return withRows(path, (database) => {
    const inputs = read(database, "select count(*) from inputs");
    const weights = workers.map((_, place) => weightOf(place, workers.length));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    const given = database
      .prepare("select users.id, count(*) from assignments join users on users.key = worker group by 1")
      .raw()
      .all() as unknown as readonly (readonly [string, number])[];
    const counts = new Map(given);
    const total = given.reduce((all, [, count]) => all + count, 0);
    if (total !== inputs * perInput) throw new Error(`${total} assignments were made of ${inputs * perInput}`);
    const off = workers.map((id, place) =>
      Math.abs((counts.get(id) ?? 0) - ((weights[place] ?? 0) / sum) * perInput * inputs),
    );
    return Math.max(...off);
  });
}
