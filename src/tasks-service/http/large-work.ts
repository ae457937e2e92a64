/**
 * So many bytes, of a body or of rows, are read, parsed, checked, kept and written within some 20 ms. A task with 10,000 weighted workers has
 * three times as many, a picture up to a hundred times.
 */
const LARGE_BYTES = 200_000;

export const isLarge = (bytes: number): boolean => bytes > LARGE_BYTES;

/** The request is about more than is worked on beside others. No failure: it begins anew in a thread. */
export class LargeWork extends Error {
  override readonly name = "LargeWork";
}

/** `weigh` of a service that has a thread for what is large. */
export function refuseLarge(bytes: number): void {
  if (isLarge(bytes)) throw new LargeWork("the request is about too much to be worked on beside others");
}
