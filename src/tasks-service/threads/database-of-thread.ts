import * as z from "zod";

/** A `DatabaseTarget` that a thread was handed: one that can be opened twice. */
export const ThreadDatabase = z.union([
  z.object({ kind: z.literal("sqlite"), path: z.string() }),
  z.object({ kind: z.literal("postgres"), url: z.string(), schema: z.string() }),
]);
