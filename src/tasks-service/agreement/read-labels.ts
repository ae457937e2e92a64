import { Status } from "../protocol/status.ts";
import { joinMarks, readStatements, toMarks } from "../rules/labels/read-marks.ts";
import type { Mark } from "../rules/shapes/alike.ts";
import type { Reader } from "../tables/store.ts";
import { parseBody } from "../tables/store.ts";

/** What one worker has submitted for one input; no marks when they found nothing. */
export type SubmittedLabel = { readonly userId: string; readonly marks: readonly Mark[] };
export type LabeledInput = { readonly itemId: string; readonly labels: readonly SubmittedLabel[] };

/** Inputs that are held in memory at a time. */
const INPUTS_PER_READ = 500;

/** Bodies that many labels share (`{"concepts":[{"id":"cat","value":1}]}`) are read once: so many of them, up to so many characters. */
const SHARED_BODIES = 2000;
const SHARED_BODY_LENGTH = 500;

/** All that was submitted in a task, rejected labels included, input after input in the order in which inputs were made. */
export async function* readLabeledInputs(db: Reader, task: number, signal: AbortSignal): AsyncGenerator<LabeledInput> {
  const readMarks = createMarkReader();
  for (let after = 0; ; ) {
    signal.throwIfAborted();
    const inputs = await db
      .selectFrom("assignments")
      .innerJoin("inputs", "inputs.key", "assignments.input")
      .select(["assignments.input as key", "inputs.id"])
      .distinct()
      .where("assignments.task", "=", task)
      .where("assignments.input", ">", after)
      .where("assignments.status", "!=", Status.TASK_ASSIGNMENT_PENDING)
      .orderBy("assignments.input")
      .limit(INPUTS_PER_READ)
      .execute();
    const last = inputs.at(-1);
    if (last === undefined) return;
    const labels = await readSubmitted(db, { task, after, upTo: last.key }, readMarks);
    for (const { key, id } of inputs) {
      const submitted = labels.get(key);
      if (submitted !== undefined) yield { itemId: id, labels: submitted };
    }
    after = last.key;
  }
}

type Range = { readonly task: number; readonly after: number; readonly upTo: number };

async function readSubmitted(
  db: Reader,
  { task, after, upTo }: Range,
  readMarks: (body: string) => readonly Mark[],
): Promise<Map<number, SubmittedLabel[]>> {
  const rows = await db
    .selectFrom("assignments")
    .innerJoin("users", "users.key", "assignments.worker")
    .leftJoin("annotations", (join) =>
      join
        .onRef("annotations.task", "=", "assignments.task")
        .onRef("annotations.input", "=", "assignments.input")
        .onRef("annotations.person", "=", "assignments.worker"),
    )
    .select(["assignments.input", "users.id as userId", "annotations.body"])
    .where("assignments.task", "=", task)
    .where("assignments.input", ">", after)
    .where("assignments.input", "<=", upTo)
    .where("assignments.status", "!=", Status.TASK_ASSIGNMENT_PENDING)
    .orderBy("assignments.input")
    .orderBy("assignments.worker")
    .orderBy("annotations.key")
    .execute();
  const said = new Map<number, Map<string, (readonly Mark[])[]>>();
  for (const { input, userId, body } of rows) {
    const byUser = said.get(input) ?? new Map<string, (readonly Mark[])[]>();
    said.set(input, byUser);
    const annotations = byUser.get(userId) ?? [];
    byUser.set(userId, annotations);
    if (body !== null) annotations.push(readMarks(body));
  }
  const labelsOf = (byUser: ReadonlyMap<string, (readonly Mark[])[]>): SubmittedLabel[] =>
    [...byUser].map(([userId, annotations]) => ({ userId, marks: joinMarks(annotations) }));
  return new Map([...said].map(([input, byUser]) => [input, labelsOf(byUser)]));
}

/** Reads bodies of annotations. Those that are short and came before share their marks with what they were the first time. */
function createMarkReader(): (body: string) => readonly Mark[] {
  const shared = new Map<string, readonly Mark[]>();
  return (body) => {
    const known = shared.get(body);
    if (known !== undefined) return known;
    const marks = toMarks(readStatements(parseBody(body)));
    if (body.length <= SHARED_BODY_LENGTH && shared.size < SHARED_BODIES) shared.set(body, marks);
    return marks;
  };
}
