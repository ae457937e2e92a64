import * as z from "zod";
import type { DoingKind, DoingOf, KeptDoing, Noted, Via } from "../domain/history/doings.ts";
import { Parts } from "./shared/read-payloads.ts";

const Way = z.enum(["slack", "page", "elsewhere", "app"]) satisfies z.ZodType<Via>;

const Nothing = z.object({});
const People = z.object({ added: z.array(z.string()), removed: z.array(z.string()) });
const OfInput = z.object({ input: z.string() });
const OfAccount = z.object({ account: z.string() });
const InChannel = z.object({ channel: z.string() });
const InChannelOf = InChannel.extend({ of: z.string() });

const noted = <K extends DoingKind, About extends z.ZodType>(kind: K, about: About) =>
  z.object({ kind: z.literal(kind), about, via: Way.exactOptional() });

/** A row for each kind. */
const { "task.created": created, ...others } = {
  "task.created": noted("task.created", People),
  "task.edited": noted("task.edited", People.extend({ parts: Parts })),
  "task.status": noted("task.status", z.object({ status: z.enum(["IN_PROGRESS", "DONE", "WONT_DO"]) })),
  "task.deleted": noted("task.deleted", Nothing),
  "label.submitted": noted("label.submitted", OfInput),
  "label.undone": noted("label.undone", OfInput),
  "label.reviewed": noted(
    "label.reviewed",
    z.object({
      verdict: z.enum(["approve", "request_changes", "reject"]),
      input: z.string().exactOptional(),
      worker: z.string(),
    }),
  ),
  "key.kept": noted("key.kept", OfAccount),
  "key.forgotten": noted("key.forgotten", Nothing),
  "link.made": noted("link.made", OfAccount.extend({ of: z.string() })),
  "account.connected": noted("account.connected", z.object({ user: z.string(), app: z.string() })),
  "account.disconnected": noted("account.disconnected", Nothing),
  "app.installed": noted("app.installed", z.object({ with: z.enum(["workspace", "organization"]) })),
  "missing.answered": noted("missing.answered", z.object({ answer: z.enum(["tell", "keep-quiet"]) })),
  "settings.changed": noted(
    "settings.changed",
    z.object({ settings: z.array(z.enum(["create", "edit", "delete", "review", "hidesLabelers"])) }),
  ),
  "channel.followed": noted("channel.followed", InChannel),
  "channel.unfollowed": noted("channel.unfollowed", InChannel),
  "channel.lead-followed": noted("channel.lead-followed", InChannelOf),
  "channel.lead-unfollowed": noted("channel.lead-unfollowed", InChannelOf),
  "results.exported": noted("results.exported", z.object({ format: z.string() })),
  "history.exported": noted("history.exported", Nothing),
} satisfies { readonly [K in DoingKind]: z.ZodType<Pick<DoingOf<K>, "kind" | "about" | "via">> };

const Readable = z.discriminatedUnion("kind", [created, ...Object.values(others)]);

/** What was noted, as it is read from the database: what another version of the app has written otherwise is named, and not guessed at. */
export function readNoted({ kind, about, via, ...head }: KeptDoing): Noted {
  const read = Readable.safeParse({ kind, about, ...(via !== undefined && { via }) });
  if (read.success) return { ...head, ...read.data };
  const way = Way.safeParse(via);
  return { ...head, kind: "unknown", wrote: kind, about, ...(way.success && { via: way.data }) };
}
