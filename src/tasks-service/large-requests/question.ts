import * as z from "zod";

/** A request that is carried out in the thread, and the clock of whoever hands it over. */
export const LargeRequest = z.object({
  method: z.string(),
  path: z.string(),
  params: z.record(z.string(), z.string()),
  query: z.string(),
  body: z.instanceof(Uint8Array),
  caller: z.object({
    key: z.number(),
    id: z.string(),
    within: z.number().exactOptional(),
    until: z.string().exactOptional(),
  }),
  isMinimal: z.boolean(),
  now: z.date(),
});
export type LargeRequest = z.infer<typeof LargeRequest>;

const Refusal = z.object({
  code: z.number(),
  httpStatus: z.literal([400, 401, 403, 404, 405, 409, 413, 415, 429, 501, 503]),
  description: z.string(),
  details: z.string(),
  retryAfter: z.number().exactOptional(),
});

/** The JSON of the answer, or why there is none; and what is to be done in the background now. */
export const LargeAnswer = z.object({
  outcome: z.union([z.instanceof(Uint8Array<ArrayBuffer>), Refusal]),
  jobs: z.array(z.union([z.number(), z.literal("leftovers")])),
});
export type LargeAnswer = z.infer<typeof LargeAnswer>;

/** What the thread needs of a service's settings. */
export const Settings = z.object({
  batches: z.object({ inRequest: z.number(), inBackground: z.number() }),
  returnAfterMs: z.number(),
});
export type Settings = z.infer<typeof Settings>;
