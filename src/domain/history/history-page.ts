import { idOfOutside, isOutside } from "../people/outside-person.ts";
import type { Named } from "../task.ts";
import type { Noted } from "./doings.ts";

/** Of one task, or of the workspace; only what was noted before this one (`order`). */
export type HistoryAsked = { readonly taskId?: string; readonly before?: number };

/** A part of what people did, newest first. */
export type HistoryPage = {
  readonly asked: HistoryAsked;
  /** As it was called when something was last done to it. */
  readonly task?: Named;
  /** Everybody's; else only what the person who asks did themselves. */
  readonly isOfAll: boolean;
  readonly rows: readonly Noted[];
  readonly hasOlder: boolean;
  /** Of people and accounts, by id. */
  readonly names: ReadonlyMap<string, string>;
};

/** The ids in what was done that have names: of people in Slack, and of accounts. */
export function idsIn(doing: Noted): { readonly people: readonly string[]; readonly accounts: readonly string[] } {
  const who = doing.person === undefined ? [] : [doing.person];
  switch (doing.kind) {
    case "task.created":
    case "task.edited": {
      const concerned = [...doing.about.added, ...doing.about.removed];
      return {
        people: [...who, ...concerned.filter((key) => !isOutside(key))],
        accounts: concerned.filter(isOutside).map(idOfOutside),
      };
    }
    case "channel.lead-followed":
    case "channel.lead-unfollowed":
    case "link.made":
      return { people: [...who, doing.about.of], accounts: [] };
    case "label.reviewed":
      return { people: who, accounts: [doing.about.worker] };
    default:
      return { people: who, accounts: [] };
  }
}
