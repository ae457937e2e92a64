import type { webApi } from "@slack/bolt";
import type { KnownBlock, ModalView } from "@slack/types";
import type { Log } from "../../domain/log.ts";
import { NO_REQUESTS, type RequestScope } from "../../domain/request-scope.ts";
import { slackErrorOf } from "./slack-error.ts";

type Blocks = ModalView["blocks"];

/** The view as it was when Slack sent what a person did in it. */
export type SeenView = { readonly id: string; readonly hash: string; readonly blocks: Blocks };

/** Computes what the view is to show, and hands it to `show` once or several times. */
type Compute = (turn: {
  show: (view: ModalView) => Promise<void>;
  /** Which fields and buttons were touched since the last computation, also where one that waited was dropped for this newer one. */
  touched: readonly string[];
  /** False once the form has been submitted: what this turn knows of its fields is older than what was submitted. */
  isCurrent: () => boolean;
}) => Promise<void>;

type Entry = {
  running: boolean;
  /** How often the form has been submitted. */
  submissions: number;
  touched: string[];
  waiting: (() => Promise<void>) | undefined;
  /** What this process has last made of the view, and which states that replaced. */
  ours: { hash: string; blocks: Blocks; replaced: Set<string> } | undefined;
};

export type FormUpdates = ReturnType<typeof createFormUpdates>;

/** Views remembered at most: enough for everybody who types at the same time. */
const MAX_VIEWS = 1000;

/**
 * Keeps open forms up to date while people type in them: per view one computation at a time, of several that wait only the
 * newest, an update only when something changed, and never over a newer state (`hash`).
 */
export function createFormUpdates(deps: { requestScope?: Pick<RequestScope, "bind">; log: Log }) {
  const { requestScope = NO_REQUESTS } = deps;
  const entries = new Map<string, Entry>();

  function entryOf(viewId: string): Entry {
    const known = entries.get(viewId);
    if (known) return known;
    const entry: Entry = { running: false, submissions: 0, touched: [], waiting: undefined, ours: undefined };
    entries.set(viewId, entry);
    for (const [id, old] of entries) {
      if (entries.size <= MAX_VIEWS) break;
      if (!old.running) entries.delete(id);
    }
    return entry;
  }

  /** Runs the computation when its turn comes; resolves when this view has nothing left to do. */
  async function schedule(
    client: webApi.WebClient,
    seen: SeenView,
    compute: Compute,
    touched: readonly string[] = [],
  ): Promise<void> {
    const entry = entryOf(seen.id);
    entry.touched.push(...touched);
    const { submissions } = entry;
    const isCurrent = (): boolean => entry.submissions === submissions;
    // Whoever runs it may work for an earlier change.
    entry.waiting = requestScope.bind(() => {
      const own = entry.touched.splice(0);
      const showNow = async (view: ModalView): Promise<void> => {
        // A newer one shows it all, and has to know for which fields.
        if (entry.waiting) entry.touched.unshift(...own);
        else if (isCurrent()) await show(client, entry, seen, view);
      };
      return compute({ show: showNow, touched: own, isCurrent });
    });
    if (entry.running) return;
    entry.running = true;
    try {
      while (entry.waiting) {
        const next = entry.waiting;
        entry.waiting = undefined;
        await next();
      }
    } finally {
      entry.running = false;
    }
  }

  async function show(client: webApi.WebClient, entry: Entry, seen: SeenView, view: ModalView): Promise<void> {
    const ours = entry.ours;
    // What was typed before our last update arrived carries the hash which that update replaced.
    const base = ours && (ours.hash === seen.hash || ours.replaced.has(seen.hash)) ? ours : seen;
    if (looksAlike(base.blocks, view.blocks)) return;
    try {
      const answer = await client.views.update({ view_id: seen.id, hash: base.hash, view });
      const hash = answer.view?.hash;
      if (hash) entry.ours = { hash, blocks: view.blocks, replaced: new Set([...(ours?.replaced ?? []), base.hash]) };
    } catch (error) {
      const word = slackErrorOf(error);
      // A newer state is there already, or the form was closed meanwhile: there is nothing left to show.
      if (word === "hash_conflict" || word === "not_found" || word === "view_not_found")
        deps.log.debug({ view: seen.id, slackError: word }, "an update of a form came too late");
      // The fields are kept, and the next change shows the form again.
      else deps.log.warn({ err: error, view: seen.id }, "Slack did not take an update of a form");
    }
  }

  /** The form was submitted: what is still being computed from earlier states of it is out of date. */
  function supersede(viewId: string): void {
    const entry = entries.get(viewId);
    if (!entry) return;
    entry.submissions += 1;
    entry.touched = [];
    entry.waiting = undefined;
  }

  return { schedule, supersede };
}

/** Alike to a person: the same fields in the same order, and the same texts between them; what is typed does not count. */
function looksAlike(before: Blocks, after: Blocks): boolean {
  if (before.length !== after.length) return false;
  const others = before as readonly KnownBlock[];
  return (after as readonly KnownBlock[]).every((block, index) => {
    const other = others[index];
    if (!other || other.type !== block.type || other.block_id !== block.block_id) return false;
    if (block.type === "section" && other.type === "section") return block.text?.text === other.text?.text;
    if (block.type === "input" && other.type === "input") {
      return block.label.text === other.label.text && block.hint?.text === other.hint?.text;
    }
    return true;
  });
}
