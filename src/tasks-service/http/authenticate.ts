import { ApiError } from "../protocol/api-error.ts";
import { Status } from "../protocol/status.ts";
import type { Caller } from "../tables/call.ts";
import { hashKey, isExpired } from "../tables/keys.ts";
import type { Service } from "./service.ts";

/** Keys that live in this process alone, by hash: those that the program makes for itself. */
export type SessionKeys = Map<string, Caller>;

const refuse = (code: number, details: string): ApiError => new ApiError(code, 401, "Invalid key", details);

/** Whose key the request carries. Throws 401 where it carries none, or one that is nobody's. */
export async function authenticate(
  service: Service,
  sessionKeys: SessionKeys,
  authorization: string | null,
): Promise<{ caller: Caller; hash: string; isSession: boolean }> {
  if (authorization === null || authorization.trim() === "") {
    throw refuse(Status.CONN_KEY_NOT_FOUND, 'The request has no key: send the header "Authorization: Key …".');
  }
  const key = /^Key\s+(\S+)$/i.exec(authorization.trim())?.[1];
  if (key === undefined) throw refuse(Status.CONN_KEY_INVALID, 'The header must read "Authorization: Key …".');
  const hash = hashKey(key);
  const session = sessionKeys.get(hash);
  if (session !== undefined) return { caller: session, hash, isSession: true };
  const found = await service.store.db
    .selectFrom("keys")
    .innerJoin("users", "users.key", "keys.person")
    .select(["users.key", "users.id", "keys.within", "keys.expires_at"])
    .where("keys.hash", "=", hash)
    .executeTakeFirst();
  if (found === undefined) throw refuse(Status.CONN_KEY_INVALID, "This key is not known.");
  if (isExpired(found, service.now()))
    throw refuse(Status.CONN_KEY_INVALID, "This key has expired: ask for a new one.");
  const { key: person, id, within, expires_at: until } = found;
  const limits = { ...(within !== null && { within }), ...(until !== null && { until }) };
  return { caller: { key: person, id, by: hash, ...limits }, hash, isSession: false };
}
