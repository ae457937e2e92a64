import type { webApi } from "@slack/bolt";
import type { TaskFormRecord } from "../domain/task-form/task-form-record.ts";
import { buildNotice, buildOpenAgainNotice } from "../views/notices.ts";
import { wasTooLate } from "./shared/slack-error.ts";
import { buildFormOf } from "./shared/task-form-view.ts";
import type { HandlerContext } from "./shared/use-cases.ts";

/**
 * Opens the create modal, new or with what a draft holds, for somebody who may create tasks. It is the first remote call (but
 * where a setting restricts who may), since a trigger lives three seconds; when Slack says that it came too late, `tell` gets a notice with an "Open again" button.
 */
export async function openTaskForm(
  context: HandlerContext,
  request: {
    client: webApi.WebClient;
    triggerId: string;
    team: string;
    /** Who asks for it. */
    person: string;
    /** The draft to open again. */
    draft?: { id: string; record: TaskFormRecord };
    tell: (notice: ReturnType<typeof buildOpenAgainNotice>) => Promise<unknown>;
  },
): Promise<void> {
  const { team, person } = request;
  const refusal = await context.rights.refusal(team, person, { action: "create" });
  if (refusal !== undefined) {
    await request.tell(buildNotice(refusal));
    return;
  }
  const id = request.draft?.id ?? context.newId();
  const record = request.draft?.record ?? (await context.forms.blank(team));
  const view = buildFormOf(id, record, context.forms.otherSide);
  try {
    await request.client.views.open({ trigger_id: request.triggerId, view });
  } catch (error) {
    if (!wasTooLate(error)) throw error;
    context.log.warn({ err: error }, "the form could not be opened in time");
    await request.tell(buildOpenAgainNotice(request.draft?.id));
  }
}
