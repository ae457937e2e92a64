import type { App, BlockAction } from "@slack/bolt";
import { parseSettings } from "../domain/settings-form.ts";
import type { WorkspaceSettings } from "../domain/workspace-settings.ts";
import { paragraph } from "../views/blocks.ts";
import { buildSettingsModal, placeSettingsProblems, readSettingsModal, SETTINGS } from "../views/settings-modal.ts";
import { statusView } from "../views/status-view.ts";
import { ownerOf } from "./shared/form-owner.ts";
import type { HandlerContext } from "./shared/use-cases.ts";
import { updateWindow } from "./shared/window.ts";

const SAVED = "Your settings are saved.";
const ALL_SAVED = "Your settings and those of this workspace are saved.";
const NOT_ADMIN =
  "Your own settings are saved. Those of the workspace are not: only workspace admins can change them, so ask one.";
const NOT_KNOWN =
  "Your own settings are saved. Those of the workspace are not: Slack did not say whether you are an admin. Try again in a moment.";

/** The settings form while it is filled, and its submission. */
export function registerChangeSettings(app: App, context: HandlerContext): void {
  const { settings, formUpdates, log } = context;

  app.action<BlockAction>(SETTINGS.pattern, async ({ ack, body, client }) => {
    await ack();
    const { view } = body;
    if (!view) return;
    const { team, person } = ownerOf("", body);
    await formUpdates.schedule(client, { id: view.id, hash: view.hash, blocks: view.blocks }, async ({ show }) => {
      const [earlier, timeZone] = await Promise.all([settings.workspace(team), timeZoneOf(person)]);
      await show(buildSettingsModal({ values: readSettingsModal(view, earlier), timeZone }));
    });
  });

  app.view({ type: "view_submission", callback_id: SETTINGS.view }, async ({ ack, body, view, client }) => {
    formUpdates.supersede(view.id);
    const { team, person } = ownerOf("", body);
    const parsed = parseSettings(readSettingsModal(view, await settings.workspace(team)));
    if (!parsed.ok) {
      await ack({ response_action: "errors", errors: placeSettingsProblems(parsed.error, view.state.values) });
      return;
    }
    const { preferences, workspace } = parsed.value;
    await settings.savePreferences(team, person, preferences);
    const tell = (text: string) => statusView("Settings", [paragraph(text)]);
    if (!workspace) {
      await ack({ response_action: "update", view: tell(SAVED) });
      return;
    }
    await ack({ response_action: "update", view: tell("Saving …") });
    await updateWindow(client, view.id, tell(await saveWorkspace(team, person, workspace)));
  });

  /** For a hint only: without it the form says less. */
  async function timeZoneOf(person: string): Promise<string | undefined> {
    try {
      return (await settings.whoIs(person)).timeZone;
    } catch (err) {
      log.warn({ err, person }, "the settings show without a time zone");
      return undefined;
    }
  }

  /** Saves it for an admin, which is asked again: what the form showed is no proof. Gives what to say. */
  async function saveWorkspace(team: string, person: string, workspace: WorkspaceSettings): Promise<string> {
    try {
      if (!(await settings.whoIs(person, { anew: true })).isAdmin) {
        log.warn({ person }, "somebody who is no admin tried to change the workspace's settings");
        return NOT_ADMIN;
      }
    } catch (err) {
      log.warn({ err, person }, "Slack does not say whether somebody is an admin");
      return NOT_KNOWN;
    }
    await settings.saveWorkspace(team, workspace, person);
    return ALL_SAVED;
  }
}
