import type { webApi } from "@slack/bolt";
import type { TaskFormRecord } from "../../domain/task-form/task-form-record.ts";
import type { FormOwner } from "../../services/task-form/task-forms.ts";
import { buildNotice, buildOpenAgainNotice } from "../../views/notices.ts";
import { actorOf } from "../shared/actor.ts";
import type { ButtonPressed, ShortcutChosen } from "../shared/handler.ts";
import { wasOpened, wasTooLate } from "../shared/slack-error.ts";
import type { UseCases } from "../shared/use-cases.ts";
import { buildFormOf } from "./task-form-view.ts";

type OpensTaskForm = Pick<UseCases, "rights" | "forms" | "newId" | "log">;

/**
 * Opens the create modal, new or with what a draft holds, for somebody who may create tasks. It is the first remote call (but
 * where a setting restricts who may), since a trigger lives three seconds; when Slack says that it came too late, `tell` gets a notice with an "Open again" button.
 */
export async function openTaskForm(
  useCases: OpensTaskForm,
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
  const [refusal, blank] = await Promise.all([
    useCases.rights.refusal(team, person, { action: "create" }),
    useCases.forms.blank(team),
  ]);
  if (refusal !== undefined) {
    await request.tell(buildNotice(refusal));
    return;
  }
  const id = request.draft?.id ?? useCases.newId();
  const record = request.draft?.record ?? (await beginForm(useCases, { draft: id, team, person }, blank));
  const view = buildFormOf(id, record, useCases.forms.otherSide);
  try {
    await request.client.views.open({ trigger_id: request.triggerId, view });
  } catch (error) {
    if (wasOpened(error)) return;
    if (!wasTooLate(error)) throw error;
    useCases.log.warn({ err: error }, "the form could not be opened in time");
    await request.tell(buildOpenAgainNotice(request.draft?.id));
  }
}

/** A new form, with the offer to go on with one that was left unsent. */
async function beginForm(
  { forms }: Pick<UseCases, "forms">,
  owner: FormOwner,
  blank: TaskFormRecord,
): Promise<TaskFormRecord> {
  const record = await forms.offerUnsent(owner, blank);
  // Of one that offers nothing there is nothing to keep yet.
  if (record.left) await forms.save(owner, record);
  return record;
}

/** The global shortcut, which carries no channel: a notice goes to the person. */
export async function chooseCreate(useCases: OpensTaskForm, { ack, body, client }: ShortcutChosen): Promise<void> {
  await ack();
  const { team, person } = actorOf(body);
  await openTaskForm(useCases, {
    client,
    triggerId: body.trigger_id,
    team,
    person,
    tell: (notice) => client.chat.postMessage({ channel: person, ...notice }),
  });
}

/** The button of a notice that the form could not be opened in time. */
export async function openAgain(
  useCases: OpensTaskForm,
  { ack, action, body, client, respond }: ButtonPressed,
): Promise<void> {
  await ack();
  const id = action.value ?? "";
  const { team, person } = actorOf(body);
  const record = id === "new" ? undefined : await useCases.forms.load({ draft: id, team, person });
  await openTaskForm(useCases, {
    client,
    triggerId: body.trigger_id,
    team,
    person,
    ...(record && { draft: { id, record } }),
    tell: (notice) => respond({ ...notice, replace_original: true }),
  });
}
