export type AssignmentKey = { readonly task: number; readonly input: number; readonly worker: number };

/** An assignment's id says which one it is: no column and no index for a million of them. */
export const assignmentId = ({ task, input, worker }: AssignmentKey): string =>
  [task, input, worker].map((key) => key.toString(36)).join("-");

/** Reads an id; undefined for a text that is none. */
export function parseAssignmentId(id: string): AssignmentKey | undefined {
  if (!/^[0-9a-z]{1,10}-[0-9a-z]{1,10}-[0-9a-z]{1,10}$/.test(id)) return undefined;
  const [task, input, worker] = id.split("-").map((part) => Number.parseInt(part, 36));
  if (task === undefined || input === undefined || worker === undefined) return undefined;
  const key = { task, input, worker };
  return assignmentId(key) === id && Math.max(task, input, worker) < 2 ** 31 ? key : undefined;
}
