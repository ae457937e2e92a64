import type { MissingAnswer } from "../elsewhere/missing.ts";
import type { WorkspaceSettingName } from "../settings/workspace-settings.ts";
import type { Named, SettableStatus } from "../task.ts";
import type { FormPart } from "../task-form/task-form.ts";

/**
 * Every kind of thing that is noted of what people do, and what is noted beside who did it, when, and to which task: ids and words of ours,
 * never what people wrote. A new kind is an entry here, one in `views/history/doing-words.ts` and one in `notifications/read-noted.ts`.
 */
export type Doings = {
  readonly "task.created": People;
  readonly "task.edited": People & { readonly parts: readonly FormPart[] };
  readonly "task.status": { readonly status: SettableStatus };
  readonly "task.deleted": Nothing;
  /** A label was submitted, or taken back before that. */
  readonly "label.submitted": { readonly input: string };
  readonly "label.undone": { readonly input: string };
  /** A reviewer's word on one label, or (without an input) on all that is left of somebody's. */
  readonly "label.reviewed": {
    readonly verdict: "approve" | "request_changes" | "reject";
    readonly input?: string;
    /** Whose label it is: an account id. */
    readonly worker: string;
  };
  readonly "key.kept": OfAccount;
  readonly "key.forgotten": Nothing;
  /** `of`: who is linked (Slack user id). */
  readonly "link.made": OfAccount & { readonly of: string };
  /** The workspace's own account on the other side. */
  readonly "account.connected": { readonly user: string; readonly app: string };
  readonly "account.disconnected": Nothing;
  /** The app came into the workspace, by itself or with all of its organization. */
  readonly "app.installed": { readonly with: "workspace" | "organization" };
  /** What an admin wants of tasks that were missing in large numbers. */
  readonly "missing.answered": { readonly answer: MissingAnswer };
  readonly "settings.changed": { readonly settings: readonly WorkspaceSettingName[] };
  readonly "channel.followed": InChannel;
  readonly "channel.unfollowed": InChannel;
  /** All tasks of one's own, now and later. `of`: whose (Slack user id). */
  readonly "channel.lead-followed": InChannel & { readonly of: string };
  readonly "channel.lead-unfollowed": InChannel & { readonly of: string };
  readonly "results.exported": { readonly format: string };
  readonly "history.exported": Nothing;
};

type Nothing = Readonly<Record<string, never>>;
type OfAccount = { readonly account: string };
type InChannel = { readonly channel: string };
/** Who is on it from then on, and who is off (Slack user ids). */
type People = { readonly added: readonly string[]; readonly removed: readonly string[] };

export type DoingKind = keyof Doings;

/**
 * By which way something was done: in Slack, on a page of the app's in a browser, on the other side past the app (its web interface, a
 * program), or by the app itself.
 */
export type Via = "slack" | "page" | "elsewhere" | "app";

type Head = {
  readonly team: string;
  /** Who did it (Slack user id); absent where the app did it, and where it was seen on the other side, which says it of new tasks alone. */
  readonly person?: string;
  readonly task?: Named;
  /** "slack" where it is absent. */
  readonly via?: Via | undefined;
};

export type DoingOf<K extends DoingKind> = Head & { readonly kind: K; readonly about: Doings[K] };
/** To be noted in the transaction of what was done; `newDoing` makes it. */
export type Doing = { [K in DoingKind]: DoingOf<K> }[DoingKind];

export const newDoing = <K extends DoingKind>(kind: K, head: Head, about: Doings[K]): DoingOf<K> => ({
  ...head,
  kind,
  about,
});

type Order = { readonly order: number; readonly at: Date };

/** As it is kept, by this version of the app or another. `order` grows with every one. */
export type KeptDoing = Omit<Head, "via"> &
  Order & {
    readonly kind: string;
    readonly about: unknown;
    /** Absent in what versions have noted that did not know it. */
    readonly via?: string;
  };

/** What another version has noted otherwise than this one does; `wrote`: the kind that it gave it. */
export type UnknownDoing = Head & { readonly kind: "unknown"; readonly wrote: string; readonly about: unknown };

/** What was noted, as far as this version can read it. */
export type Noted = (Doing | UnknownDoing) & Order;
