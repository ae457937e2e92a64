import { describe, expect, test } from "@jest/globals";
import type { ModalView } from "@slack/types";
import { checkView } from "../../../../sandbox/slack/check-view.ts";
import { DEFAULT_PREFERENCES } from "../../../../src/domain/settings/preferences.ts";
import { parseSettings, type SettingsValues, valuesOf } from "../../../../src/domain/settings/settings-form.ts";
import { openedSettings } from "../../../../src/domain/settings/touched-settings.ts";
import {
  DEFAULT_WORKSPACE_SETTINGS,
  type WorkspaceSettings,
} from "../../../../src/domain/settings/workspace-settings.ts";
import { placeSettingsProblems, readSettingsModal } from "../../../../src/views/settings/read-settings.ts";
import { buildSettingsModal } from "../../../../src/views/settings/settings-modal.ts";

const check = (view: ModalView) => checkView(JSON.parse(JSON.stringify(view)), "modal");

const own: SettingsValues = { muted: ["reviewer"], digestHour: 9, quietFrom: 22 * 60, quietUntil: 7 * 60 + 30 };
const workspace: WorkspaceSettings = {
  permissions: {
    create: { who: "EVERYONE", people: [] },
    edit: { who: "ADMINS", people: [] },
    delete: { who: "CHOSEN", people: ["U1", "U2"] },
  },
  review: {
    review: "CONSENSUS",
    reviewers: ["U3"],
    sample: "100",
    labelersMustAgree: "3",
    reviewersMustApprove: "ALL",
  },
  hidesLabelers: true,
};

/** The longest that there is. */
const opened = openedSettings({ preferences: DEFAULT_PREFERENCES, workspace: DEFAULT_WORKSPACE_SETTINGS });

describe("the settings form", () => {
  test.each([
    ["as it begins", valuesOf(DEFAULT_PREFERENCES)],
    ["of somebody with everything set", own],
    ["of an admin", { ...own, workspace }],
    ["of a workspace that has set nothing", { ...own, workspace: DEFAULT_WORKSPACE_SETTINGS }],
    [
      "with numbers that are none",
      {
        ...own,
        workspace: { ...workspace, review: { ...workspace.review, review: "MANUAL" as const, sample: "1e9" } },
      },
    ],
    [
      "with a decimal where Slack takes none",
      { ...own, workspace: { ...workspace, review: { ...workspace.review, labelersMustAgree: "2.5" } } },
    ],
  ])("is a view that Slack takes, %s", (_what, values) => {
    expect(check(buildSettingsModal({ values, timeZone: "America/Argentina/ComodRivadavia", opened }))).toEqual([]);
    expect(check(buildSettingsModal({ values, opened }))).toEqual([]);
  });

  test.each([own, { ...own, workspace }])("reads back what it shows", (values) => {
    const view = buildSettingsModal({ values, opened });
    const read = readSettingsModal({ private_metadata: view.private_metadata ?? "", state: { values: stateOf(view) } });
    expect(read).toEqual(
      values.workspace ? { ...values, workspace: { ...workspace, review: { ...workspace.review } } } : values,
    );
  });

  test("an older version, which would save it without the workspace's part, refuses the form as one that it does not know", () => {
    const view = buildSettingsModal({ values: { ...own, workspace }, opened });
    expect(view.private_metadata).not.toBe("workspace");
    expect(view.callback_id).not.toBe("settings");
  });

  test("a form without the workspace's part changes nothing of it, whatever is sent with it", () => {
    const view = buildSettingsModal({ values: { ...own, workspace }, opened });
    const read = readSettingsModal({ private_metadata: "", state: { values: stateOf(view) } });
    expect(read.workspace).toBeUndefined();
  });

  test("every problem at once, each on a field that shows", () => {
    const values: SettingsValues = {
      muted: [],
      digestHour: null,
      quietFrom: 480,
      quietUntil: 480,
      workspace: {
        permissions: { ...workspace.permissions, edit: { who: "CHOSEN", people: [] } },
        review: { ...workspace.review, review: "MANUAL", sample: "0" },
        hidesLabelers: false,
      },
    };
    const parsed = parseSettings(values);
    const problems = parsed.ok ? [] : parsed.error;
    expect(problems.map(({ field }) => field)).toEqual(["quietUntil", "people:edit", "sample"]);
    const placed = placeSettingsProblems(problems, stateOf(buildSettingsModal({ values, opened })));
    expect(Object.keys(placed)).toEqual(["settings:quietUntil", "settings:people:edit", "settings:sample"]);
    // The update of the view was still on its way: the field that brought it forth stands in.
    expect(Object.keys(placeSettingsProblems(problems, {}))).toEqual([
      "settings:quietFrom",
      "settings:who:edit",
      "settings:review",
    ]);
  });
});

/** What Slack sends for a form in which nobody has touched anything. */
function stateOf(view: ModalView) {
  const values: Record<string, Record<string, ReturnType<typeof fieldValue>>> = {};
  for (const block of view.blocks) {
    if (!("element" in block) || block.block_id === undefined) continue;
    const element = block.element as Parameters<typeof fieldValue>[0] & { action_id: string };
    values[block.block_id] = { [element.action_id]: fieldValue(element) };
  }
  return values;
}

type Chosen = { value: string; text: { type: "plain_text"; text: string } };

function fieldValue(element: {
  type: string;
  initial_option?: Chosen;
  initial_options?: Chosen[];
  initial_users?: string[];
  initial_value?: string;
}) {
  switch (element.type) {
    case "static_select":
      return { type: element.type, selected_option: element.initial_option ?? null };
    case "checkboxes":
      return { type: element.type, selected_options: element.initial_options ?? [] };
    case "multi_users_select":
      return { type: element.type, selected_users: element.initial_users ?? [] };
    default:
      return { type: element.type, value: element.initial_value ?? null };
  }
}
