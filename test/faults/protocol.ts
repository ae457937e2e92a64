import * as z from "zod";

/** A moment of an operation at which a process can die: before or after the nth passing of a boundary. */
const Point = z.object({
  /** What is passed, e.g. `Tasks POST tasks` or `commit insert outbox`. */
  boundary: z.string(),
  /** 1, 2, 3 … since the boundaries are watched. */
  nth: z.number(),
  when: z.enum(["before", "after"]),
});
export type Point = z.infer<typeof Point>;

/** What the parent tells the app's process. Each is answered by `heard`. */
export const ToApp = z.discriminatedUnion("kind", [
  /** From now on boundaries are counted and reported; at `point` the process dies. */
  z.object({ kind: z.literal("watch"), point: Point.optional() }),
  /** The app's clock goes on by this. */
  z.object({ kind: z.literal("moveOn"), ms: z.number() }),
]);
export type ToApp = z.infer<typeof ToApp>;

export const FromApp = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("running"), port: z.number() }),
  z.object({ kind: z.literal("heard") }),
  z.object({ kind: z.literal("passed"), boundary: z.string(), nth: z.number() }),
  /** What reached the process past every boundary of the app's: it dies of it. */
  z.object({ kind: z.literal("crashed"), message: z.string() }),
]);
export type FromApp = z.infer<typeof FromApp>;
