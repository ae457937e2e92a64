import * as z from "zod";
import { invalidRequest } from "../protocol/api-error.ts";
import type { JsonObject } from "../protocol/json.ts";
import { sumOf } from "../tables/weights.ts";
import type { Service } from "./service.ts";

/** The vendor's default and its largest page. */
const DEFAULT_PER_PAGE = 128;
const MAX_PER_PAGE = 1000;

const MIB = 1024 * 1024;
/** What the rows of a page hold together. Read, parsed and written it takes some four times as much memory. */
const MAX_PAGE_BYTES = 64 * MIB;

const Fields = z.object({ page: z.number().default(0), per_page: z.number().default(0) });

/** Which rows a request asks for. Zero stands for "not set", as in the protocol. */
export function readPage(message: JsonObject): { limit: number; offset: number } {
  const { page, per_page } = Fields.parse(message);
  if (per_page > MAX_PER_PAGE) throw invalidRequest(`"per_page" is at most ${MAX_PER_PAGE}.`);
  const limit = per_page === 0 ? DEFAULT_PER_PAGE : per_page;
  return { limit, offset: (Math.max(1, page) - 1) * limit };
}

/** How many of these rows an answer may hold: the first of them at least, as many as stay below the limit at most. */
export function countFitting(rows: readonly { bytes: number }[], limit = MAX_PAGE_BYTES): number {
  let total = 0;
  const first = rows.findIndex(({ bytes }) => {
    total += bytes;
    return total > limit;
  });
  return first === -1 ? rows.length : Math.max(1, first);
}

/** To be called before a page of these rows is read. Throws where it would be too large: a shorter one would look like the last. */
export function weighPage({ weigh }: Pick<Service, "weigh">, rows: readonly { bytes: number }[], limit?: number): void {
  refuseLargePage(rows, limit);
  weigh(sumOf(rows));
}

/** Throws where a page of these rows would be too large. */
export function refuseLargePage(rows: readonly { bytes: number }[], limit = MAX_PAGE_BYTES): void {
  const fitting = countFitting(rows, limit);
  if (fitting === rows.length) return;
  throw invalidRequest(
    `This page would hold more than ${limit / MIB} MiB. Ask for fewer at a time, with "per_page": the first ${fitting} of these ${rows.length} fit.`,
  );
}
