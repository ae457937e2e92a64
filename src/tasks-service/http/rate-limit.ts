import { ApiError } from "../protocol/api-error.ts";
import { Status } from "../protocol/status.ts";

/** A bucket of `burst` requests that refills by `perSecond`. */
export type RateLimit = { readonly burst: number; readonly perSecond: number };

/** Wide enough for a labeling client that saves at every click, and for an import; narrow enough to stop a loop gone wild. */
export const DEFAULT_RATE_LIMIT: RateLimit = { burst: 600, perSecond: 200 };

/** Buckets that are full again are forgotten above this number of keys. */
const MAX_BUCKETS = 10_000;

/** Counts a request of a key; throws 429 with the seconds to wait when its bucket is empty. */
export function createRateLimiter(limit: RateLimit, now: () => Date): (key: string) => void {
  const buckets = new Map<string, { tokens: number; at: number }>();
  const refilled = (bucket: { tokens: number; at: number }, at: number): number =>
    Math.min(limit.burst, bucket.tokens + (Math.max(0, at - bucket.at) / 1000) * limit.perSecond);
  return (key) => {
    const at = now().getTime();
    const known = buckets.get(key);
    // A clock that was set back would leave the bucket empty until it has caught up.
    const bucket = known && known.at <= at ? known : { tokens: limit.burst, at };
    const tokens = refilled(bucket, at);
    if (tokens < 1) {
      const seconds = Math.max(1, Math.ceil((1 - tokens) / limit.perSecond));
      throw new ApiError(
        Status.CONN_THROTTLED,
        429,
        "Too many requests",
        `This key may send ${limit.perSecond} requests a second: try again in ${seconds} s.`,
        seconds,
      );
    }
    if (buckets.size >= MAX_BUCKETS) {
      for (const [other, state] of buckets) if (refilled(state, at) >= limit.burst) buckets.delete(other);
    }
    buckets.set(key, { tokens: tokens - 1, at });
  };
}
