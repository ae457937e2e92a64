import { checksum } from "../../domain/text.ts";

/** "Labeler 1" … for each, the same in every batch of a task, and in no order that says who it is. */
export function nameLabelers(taskId: string, accounts: readonly string[]): Readonly<Record<string, string>> {
  const rank = (account: string): string => `${checksum(`${taskId}:${account}`)}:${account}`;
  const mixed = [...accounts].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  return Object.fromEntries(mixed.map((account, index) => [account, `Labeler ${index + 1}`]));
}
