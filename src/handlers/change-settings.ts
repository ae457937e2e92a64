import type { App, BlockAction } from "@slack/bolt";
import { parseSettings } from "../domain/settings-form.ts";
import { paragraph } from "../views/blocks.ts";
import { statusView } from "../views/outcome.ts";
import { buildSettingsModal, placeSettingsProblems, readSettingsModal, SETTINGS } from "../views/settings-modal.ts";
import { updateWindow } from "./card-window.ts";
import type { HandlerContext } from "./context.ts";
import { ownerOf } from "./form-owner.ts";

const SAVED = "Your settings are saved.";
const ALL_SAVED = "Your settings and those of this workspace are saved.";
const NOT_ADMIN =
  "Your own settings are saved. Those of the workspace are not: only workspace admins can change them, so ask one.";

/** The settings form while it is filled, and its submission. */
export function registerChangeSettings(app: App, context: HandlerContext): void {
  const { settings, formUpdates } = context;

  app.action<BlockAction>(SETTINGS.pattern, async ({ ack, body, client }) => {
    await ack();
    const { view } = body;
    if (!view) return;
    const { team, person } = ownerOf("", body);
    await formUpdates.schedule(client, { id: view.id, hash: view.hash, blocks: view.blocks }, async ({ show }) => {
      const [earlier, { timeZone }] = await Promise.all([settings.workspace(team), settings.whoIs(person)]);
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
    // Asked again: what the form showed is no proof.
    const { isAdmin } = await settings.whoIs(person);
    if (!isAdmin) context.log.warn({ person }, "somebody who is no admin tried to change the workspace's settings");
    else await settings.saveWorkspace(team, workspace, person);
    await updateWindow(client, view.id, tell(isAdmin ? ALL_SAVED : NOT_ADMIN));
  });
}
