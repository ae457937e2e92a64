import { expect, test } from "@jest/globals";
import type { DoingKind } from "../../../src/domain/history/doings.ts";
import { changedSettings, DEFAULT_WORKSPACE_SETTINGS } from "../../../src/domain/settings/workspace-settings.ts";
import { readNoted } from "../../../src/notifications/read-noted.ts";
import { PART_WORDS } from "../../../src/views/notifications/change-messages.ts";

const { permissions, review } = DEFAULT_WORKSPACE_SETTINGS;
const ADMINS = { who: "ADMINS", people: [] } as const;
const everySetting = changedSettings(DEFAULT_WORKSPACE_SETTINGS, {
  permissions: { ...permissions, create: ADMINS, edit: ADMINS, delete: ADMINS },
  review: { ...review, reviewers: ["U1"] },
  hidesLabelers: true,
});
const inChannel = { channel: "C1" };
const KINDS: Readonly<Record<DoingKind, object>> = {
  "task.created": { added: ["U1"], removed: [] },
  "task.edited": { added: [], removed: ["U1"], parts: Object.keys(PART_WORDS) },
  "task.status": { status: "WONT_DO" },
  "task.deleted": {},
  "label.submitted": { input: "i" },
  "label.undone": { input: "i" },
  "label.reviewed": { verdict: "request_changes", worker: "ana" },
  "key.kept": { account: "ana" },
  "key.forgotten": {},
  "link.made": { account: "ana", of: "U1" },
  "account.connected": { user: "acme", app: "main" },
  "account.disconnected": {},
  "app.installed": { with: "organization" },
  "missing.answered": { answer: "keep-quiet" },
  "settings.changed": { settings: everySetting },
  "channel.followed": inChannel,
  "channel.unfollowed": inChannel,
  "channel.lead-followed": { ...inChannel, of: "U1" },
  "channel.lead-unfollowed": { ...inChannel, of: "U1" },
  "results.exported": { format: "COCO" },
  "history.exported": {},
};

test.each(Object.entries(KINDS))("what one version notes as %s, the same version reads", (kind, about) => {
  const kept = { team: "T1", person: "U1", task: { id: "t", name: "Digits" }, order: 1, at: new Date(1), kind, about };

  expect(readNoted(kept)).toEqual(kept);
  expect(readNoted({ ...kept, via: "app" })).toEqual({ ...kept, via: "app" });
});
