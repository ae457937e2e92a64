import type { webApi } from "@slack/bolt";
import { valuesOf } from "../../domain/settings/settings-form.ts";
import { openedSettings } from "../../domain/settings/touched-settings.ts";
import { buildNotice } from "../../views/notices.ts";
import { buildSettingsModal } from "../../views/settings/settings-modal.ts";
import { wasTooLate } from "../shared/slack-error.ts";
import type { UseCases } from "../shared/use-cases.ts";
import { updateWindow } from "../shared/window.ts";

const TOO_LATE = "Slack did not open the settings in time. Open them again with /task settings.";

/** Opens somebody's settings at once; what Slack has to be asked for (their time zone, whether they are an admin) follows. */
export async function openSettings(
  { settings, log }: Pick<UseCases, "settings" | "log">,
  request: {
    client: webApi.WebClient;
    triggerId: string;
    team: string;
    person: string;
    tell: (notice: ReturnType<typeof buildNotice>) => Promise<unknown>;
  },
): Promise<void> {
  const { client, team, person } = request;
  const preferences = await settings.preferencesOf(team, person);
  let opened: { id?: string; hash?: string } | undefined;
  try {
    const view = buildSettingsModal({ values: valuesOf(preferences), opened: openedSettings({ preferences }) });
    opened = (await client.views.open({ trigger_id: request.triggerId, view })).view;
  } catch (error) {
    if (!wasTooLate(error)) throw error;
    log.warn({ err: error }, "the settings could not be opened in time");
    await request.tell(buildNotice(TOO_LATE));
    return;
  }
  if (opened?.id === undefined) return;
  const who = await settings.whoIs(person).catch((err: unknown) => {
    log.warn({ err }, "the settings show without the workspace's part");
    return undefined;
  });
  if (!who) return;
  const { isAdmin, timeZone } = who;
  const workspace = isAdmin ? await settings.workspace(team) : undefined;
  const values = valuesOf(preferences, workspace);
  const shown = openedSettings({ preferences, ...(workspace && { workspace }) });
  // Whoever has saved in the meantime keeps reading so.
  await updateWindow(client, opened.id, buildSettingsModal({ values, timeZone, opened: shown }), opened.hash);
}
