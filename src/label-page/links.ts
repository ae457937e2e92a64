import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { PageSession } from "../domain/labeling/page-session.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { type PagePlace, pathOf } from "./page-path.ts";

/** Long enough to change from a phone to a desk, and too short for a link to lie about. */
const GOOD_FOR_MS = 10 * 60 * 1000;

/** What a link carries. `id` is remembered once it is used up. */
export type Ticket = PageSession & { readonly id: string; readonly expiresAt: number };

/** As long as the signature that it makes. */
export const makeLinkSecret = (): string => randomBytes(32).toString("base64url");

/** Mints the links, and reads those that come back. `publicUrl` is asked with each: the sandbox learns its own address late. */
export function createLinks(deps: {
  secret: string;
  publicUrl: () => string | undefined;
  now: () => Date;
  newId: () => string;
  /** True for the first to ask about an id within this time, in all replicas. */
  firstUse: (id: string, keepMs: number) => Promise<boolean>;
}) {
  const { secret, publicUrl, now, newId, firstUse } = deps;
  const sign = (text: string): string => createHmac("sha256", secret).update(text).digest("base64url");

  function mint(session: PageSession): { readonly url: string } | { readonly missing: string } {
    const address = publicUrl();
    if (address === undefined)
      return {
        missing:
          "The labeling page has no address yet. Whoever runs Labeldesk sets PUBLIC_URL to where browsers reach the app, and starts it again.",
      };
    const { team, person, taskId, purpose } = session;
    const ticket: Ticket = { team, person, taskId, purpose, id: newId(), expiresAt: now().getTime() + GOOD_FOR_MS };
    const text = Buffer.from(JSON.stringify(ticket)).toString("base64url");
    return { url: `${address}${pathOf(session)}?link=${text}.${sign(text)}` };
  }

  /** "altered": it is not one of ours, or not for this page; "late": its time is over. */
  function read(link: string, page: PagePlace): Result<Ticket, "altered" | "late"> {
    const [text = "", signature = "", ...rest] = link.split(".");
    // Compared as text: the last character of base64 has bits that decode to nothing.
    if (rest.length > 0 || !isEqual(signature, sign(text))) return err("altered");
    // Whatever carries our signature we have written ourselves.
    const ticket: Ticket = JSON.parse(Buffer.from(text, "base64url").toString());
    if (ticket.taskId !== page.taskId || ticket.purpose !== page.purpose) return err("altered");
    return ticket.expiresAt > now().getTime() ? ok(ticket) : err("late");
  }

  return {
    mint,
    read,
    /** True for the first to use a link. */
    use: ({ id }: Ticket): Promise<boolean> => firstUse(`label-link:${id}`, 2 * GOOD_FOR_MS),
  };
}

export type Links = ReturnType<typeof createLinks>;

function isEqual(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}
