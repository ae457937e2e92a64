import type { webApi } from "@slack/bolt";
import { printCommand } from "../../domain/command-line.ts";
import { MAX_NAME } from "../../domain/task-form/task-draft.ts";
import type { TaskFormRecord } from "../../domain/task-form/task-form-record.ts";
import type { FormOwner } from "../../services/task-form/task-forms.ts";
import { truncate } from "../../views/limits.ts";
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
    /** What stands behind the command, as Slack escaped it: the name of a new task. */
    rest?: string;
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
  const named = withName(blank, request.rest ?? "");
  const record = request.draft?.record ?? (await beginForm(useCases, { draft: id, team, person }, named));
  const view = buildFormOf(id, record, useCases.forms.otherSide);
  try {
    await request.client.views.open({ trigger_id: request.triggerId, view });
  } catch (error) {
    if (wasOpened(error)) return;
    if (!wasTooLate(error)) throw error;
    useCases.log.warn({ err: error }, "the form could not be opened in time");
    await request.tell(buildOpenAgainNotice(request.draft || hasName(record) ? id : undefined));
  }
}

/** A field of one line holds no line break. */
function withName(blank: TaskFormRecord, rest: string): TaskFormRecord {
  const typed = printCommand(rest)
    .trim()
    .replaceAll(/\s*[\r\n]\s*/gu, " ");
  const values = { ...blank.values, name: truncate(typed, MAX_NAME) };
  return { ...blank, values, opened: values };
}

const hasName = ({ values }: TaskFormRecord): boolean => values.name !== "";

/** A new form, with the offer to go on with one that was left unsent. */
async function beginForm(
  { forms }: Pick<UseCases, "forms">,
  owner: FormOwner,
  named: TaskFormRecord,
): Promise<TaskFormRecord> {
  const record = await forms.offerUnsent(owner, named);
  // Of one that offers nothing and has no name there is nothing to keep yet.
  if (record.left || hasName(record)) await forms.save(owner, record);
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
