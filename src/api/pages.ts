import { TasksApiError } from "../domain/tasks-api-error.ts";

/** The API's own default (service.proto: "Defaults to 128"). A larger page might be cut silently, and would then look like the last. */
export const PAGE_SIZE = 128;

/** A page of so many items; `page` counts pages of that size, from 1. */
export type FetchPage<T> = (page: number, perPage: number) => Promise<readonly T[]>;

/** Pages asked for at once after the first: enough to be quick on thousands of items, few enough not to be throttled. */
const AT_ONCE = 4;

/**
 * The pages of a listing, in order, until one is shorter than `PAGE_SIZE` (there is no total count) or `maxPages` are read.
 * The first page is asked for alone: mostly it is the only one. A page that is too large for an answer is read in parts.
 */
export async function* listPages<T>(
  fetchPage: FetchPage<T>,
  maxPages: number,
): AsyncGenerator<readonly T[], void, undefined> {
  for (let from = 1, width = 1; from <= maxPages; from += width, width = AT_ONCE) {
    const numbers = Array.from({ length: Math.min(width, maxPages - from + 1) }, (_, at) => from + at);
    for (const items of await Promise.all(numbers.map((page) => fetchFitting(fetchPage, page, PAGE_SIZE)))) {
      yield items;
      if (items.length < PAGE_SIZE) return;
    }
  }
}

/** A page; where it is too large for an answer, in halves, and halves of these. The next one may hold smaller items and is asked for whole. */
async function fetchFitting<T>(fetchPage: FetchPage<T>, page: number, perPage: number): Promise<readonly T[]> {
  try {
    return await fetchPage(page, perPage);
  } catch (error) {
    if (perPage === 1 || !(error instanceof TasksApiError && error.isTooMuch)) throw error;
  }
  const half = perPage / 2;
  const first = await fetchFitting(fetchPage, 2 * page - 1, half);
  return first.length < half ? first : [...first, ...(await fetchFitting(fetchPage, 2 * page, half))];
}

/** All items of a listing, as far as `maxPages` reach. */
export async function collectPages<T>(fetchPage: FetchPage<T>, maxPages: number): Promise<T[]> {
  const all: T[] = [];
  for await (const items of listPages(fetchPage, maxPages)) all.push(...items);
  return all;
}
