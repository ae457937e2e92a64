import { z } from "zod";
import { invalidRequest } from "../api-error.ts";
import type { JsonObject } from "../protocol/json.ts";

/** The vendor's default and its largest page. */
const DEFAULT_PER_PAGE = 128;
const MAX_PER_PAGE = 1000;

const Fields = z.object({ page: z.number().default(0), per_page: z.number().default(0) });

/** Which rows a request asks for. Zero stands for "not set", as in the protocol. */
export function readPage(message: JsonObject): { limit: number; offset: number } {
  const { page, per_page } = Fields.parse(message);
  if (per_page > MAX_PER_PAGE) throw invalidRequest(`"per_page" is at most ${MAX_PER_PAGE}.`);
  const limit = per_page === 0 ? DEFAULT_PER_PAGE : per_page;
  return { limit, offset: (Math.max(1, page) - 1) * limit };
}
