import { err, ok } from "../../domain/result.ts";
import { parseSettings } from "../../domain/settings/settings-form.ts";
import { type TouchedSettings, touchedSettings, touchesWorkspace } from "../../domain/settings/touched-settings.ts";
import type { WorkspaceSettings } from "../../domain/settings/workspace-settings.ts";
import { placeSettingsProblems, readSettingsModal } from "../../views/settings/read-settings.ts";
import { readMetadata } from "../../views/settings/settings-fields.ts";
import { buildSettingsModal } from "../../views/settings/settings-modal.ts";
import { type Actor, actorOf } from "../shared/actor.ts";
import type { FieldChanged } from "../shared/handler.ts";
import { sendForm } from "../shared/send-form.ts";
import type { UseCases } from "../shared/use-cases.ts";
import { tellOutcome } from "../shared/window.ts";

const TITLE = "Settings";
const SAVED = "Your settings are saved.";
const ALL_SAVED = "Your settings and those of this workspace are saved.";
const NOT_ADMIN =
  "Your own settings are saved. Those of the workspace are not: only workspace admins can change them, so ask one.";
const NOT_KNOWN =
  "Your own settings are saved. Those of the workspace are not: Slack did not say whether you are an admin. Try again in a moment.";

type ChangesSettings = Pick<UseCases, "settings" | "log">;

/** While the settings form is filled: shows the fields that belong to it. */
export async function changeSettings(
  useCases: ChangesSettings & Pick<UseCases, "formUpdates">,
  { ack, body, client }: FieldChanged,
): Promise<void> {
  await ack();
  const { settings, formUpdates } = useCases;
  const { view } = body;
  if (!view) return;
  const { team, person } = actorOf(body);
  await formUpdates.schedule(client, { id: view.id, hash: view.hash, blocks: view.blocks }, async ({ show }) => {
    const [earlier, timeZone] = await Promise.all([settings.workspace(team), timeZoneOf(useCases, person)]);
    const { opened } = readMetadata(view.private_metadata);
    await show(buildSettingsModal({ values: readSettingsModal(view, earlier), timeZone, opened }));
  });
}

/** What was changed in the form as it is sent: one's own are saved before the ack, those of the workspace after Slack has said who is an admin. */
export const saveSettings = sendForm({
  async read({ settings, formUpdates }, { team, view }) {
    formUpdates.supersede(view.id);
    const parsed = parseSettings(readSettingsModal(view, await settings.workspace(team)));
    if (!parsed.ok) return err({ errors: placeSettingsProblems(parsed.error, view.state.values) });
    const touched = touchedSettings(parsed.value, readMetadata(view.private_metadata).opened);
    const { preferences, workspace } = parsed.value;
    return ok({ preferences, touched, ...(workspace && touchesWorkspace(touched) && { workspace }) });
  },
  async journal({ settings }, { preferences, touched }, { team, person }) {
    await settings.savePreferences(team, person, preferences, touched);
    return "begun";
  },
  working: ({ workspace }) => ({ title: TITLE, text: workspace ? "Saving …" : SAVED }),
  async run(useCases: ChangesSettings, { workspace, touched }, { client, ...sent }) {
    if (!workspace) return;
    const text = await saveWorkspace(useCases, sent, workspace, touched);
    await tellOutcome(useCases, client, sent, { title: TITLE, text });
  },
});

/** For a hint only: without it the form says less. */
async function timeZoneOf({ settings, log }: ChangesSettings, person: string): Promise<string | undefined> {
  try {
    return (await settings.whoIs(person)).timeZone;
  } catch (err) {
    log.warn({ err, person }, "the settings show without a time zone");
    return undefined;
  }
}

/** Saves it for an admin, which is asked again: what the form showed is no proof. Gives what to say. */
async function saveWorkspace(
  { settings, log }: ChangesSettings,
  { team, person }: Actor,
  workspace: WorkspaceSettings,
  touched: TouchedSettings,
): Promise<string> {
  try {
    if (!(await settings.whoIs(person, { anew: true })).isAdmin) {
      log.warn({ person }, "somebody who is no admin tried to change the workspace's settings");
      return NOT_ADMIN;
    }
  } catch (err) {
    log.warn({ err, person }, "Slack does not say whether somebody is an admin");
    return NOT_KNOWN;
  }
  await settings.saveWorkspace(team, workspace, touched, person);
  return ALL_SAVED;
}
