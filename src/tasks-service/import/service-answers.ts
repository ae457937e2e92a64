import * as z from "zod";
import type { JsonObject } from "../protocol/json.ts";

/** Sends a body to a path within the app; answers what came back. `isMinimal`: what inputs hold is not needed in it. */
export type Send = (
  method: string,
  path: string,
  body: JsonObject,
  options?: { readonly isMinimal: boolean },
) => Promise<{ httpStatus: number; body: unknown }>;

export type SendAnswer = Awaited<ReturnType<Send>>;

const StatusOnly = z.object({
  status: z.object({ details: z.string().default(""), description: z.string().default("") }),
});

/** Why the service refused a request, in its own words. */
export function reasonOf({ httpStatus, body }: SendAnswer): string {
  const { status } = StatusOnly.parse(body);
  return status.details || status.description || `HTTP ${httpStatus}`;
}

/** Whether the whole was refused for what may be one row's fault. */
export const isRowsFault = ({ httpStatus }: SendAnswer): boolean => httpStatus === 400 || httpStatus === 413;

/** Rejects what the service refused as a whole: nothing can go on. */
export function demand(answer: SendAnswer, what: string): unknown {
  if (answer.httpStatus === 200) return answer.body;
  throw new Error(`${what} was refused: ${reasonOf(answer)}`);
}
