/** The API's own default (service.proto: "Defaults to 128"). A larger page might be cut silently, and would then look like the last. */
export const PAGE_SIZE = 128;

/** Pages asked for at once after the first: enough to be quick on thousands of items, few enough not to be throttled. */
const AT_ONCE = 4;

/**
 * The pages of a listing, in order, until one is shorter than `PAGE_SIZE` (there is no total count) or `maxPages` are read.
 * The first page is asked for alone: mostly it is the only one.
 */
export async function* listPages<T>(
  fetchPage: (page: number) => Promise<readonly T[]>,
  maxPages: number,
): AsyncGenerator<readonly T[], void, undefined> {
  for (let from = 1, width = 1; from <= maxPages; from += width, width = AT_ONCE) {
    const numbers = Array.from({ length: Math.min(width, maxPages - from + 1) }, (_, at) => from + at);
    for (const items of await Promise.all(numbers.map((page) => fetchPage(page)))) {
      yield items;
      if (items.length < PAGE_SIZE) return;
    }
  }
}

/** All items of a listing, as far as `maxPages` reach. */
export async function collectPages<T>(
  fetchPage: (page: number) => Promise<readonly T[]>,
  maxPages: number,
): Promise<T[]> {
  const all: T[] = [];
  for await (const items of listPages(fetchPage, maxPages)) all.push(...items);
  return all;
}
