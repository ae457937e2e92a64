import type { TaskRow } from "../tables/schema.ts";
import type { Reader } from "../tables/store.ts";
import { inputsWithin } from "../tables/task-sources.ts";

/** Inputs that are read at a time. */
const AT_A_TIME = 1000;

/** The inputs of a task's source of which somebody has said something, submitted or not; bit by bit, in the order of their keys. */
export async function* labeledInputs(db: Reader, row: TaskRow): AsyncGenerator<readonly number[]> {
  for (let after = 0; ; ) {
    const submitted = await nextInputs(db, "items", row.key, after);
    const said = await nextInputs(db, "annotations", row.key, after);
    const inputs = [...new Set([...submitted, ...said])].sort((a, b) => a - b).slice(0, AT_A_TIME);
    const last = inputs.at(-1);
    if (last === undefined) return;
    yield await inputsWithin(db, row, inputs);
    after = last;
  }
}

async function nextInputs(
  db: Reader,
  table: "items" | "annotations",
  task: number,
  after: number,
): Promise<readonly number[]> {
  const rows = await db
    .selectFrom(table)
    .select("input")
    .distinct()
    .where("task", "=", task)
    .where("input", ">", after)
    .orderBy("input")
    .limit(AT_A_TIME)
    .execute();
  return rows.map(({ input }) => input);
}
