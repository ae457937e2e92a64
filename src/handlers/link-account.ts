import type { App, BlockButtonAction, webApi } from "@slack/bolt";
import { paragraph } from "../views/blocks.ts";
import { buildLinkModal, LINK_MODAL, type LinkMetadata, readLinkMetadata, readLinkModal } from "../views/link-modal.ts";
import { buildNotice, UNKNOWN_FORM } from "../views/notices.ts";
import { longKeysIn } from "../views/option-value.ts";
import { statusView } from "../views/status-view.ts";
import { TASK_FORM } from "../views/task-form/ids.ts";
import { ownerOf, readOwner } from "./shared/form-owner.ts";
import { publishHomes } from "./shared/publish-homes.ts";
import { wasTooLate } from "./shared/slack-error.ts";
import { buildFormOf } from "./shared/task-form-view.ts";
import type { HandlerContext } from "./shared/use-cases.ts";
import { openWindow, updateWindow } from "./shared/window.ts";

const TOO_LATE = "Slack did not open the window in time. Open it again with /task link.";

/** Opens the link modal for the person who asked; where there is nothing to link, says so instead. */
export async function openLinkModal(
  { links, log }: Pick<HandlerContext, "links" | "log">,
  request: {
    client: webApi.WebClient;
    triggerId: string;
    person: string;
    tell: (notice: ReturnType<typeof buildNotice>) => Promise<unknown>;
  },
): Promise<void> {
  if (!links.canLink) {
    await request.tell(
      buildNotice("Nothing to link: with the local tasks service everybody is known by who they are in Slack."),
    );
    return;
  }
  const view = buildLinkModal({ person: request.person, metadata: {}, otherSide: links.otherSide });
  try {
    await request.client.views.open({ trigger_id: request.triggerId, view });
  } catch (error) {
    if (!wasTooLate(error)) throw error;
    log.warn({ err: error }, "the link window could not be opened in time");
    await request.tell(buildNotice(TOO_LATE));
  }
}

/** Linking people with accounts: from the command, and from the task form when its preview names somebody without one. */
export function registerLinkAccount(app: App, context: HandlerContext): void {
  const { links, forms, log } = context;

  app.action<BlockButtonAction>(TASK_FORM.link, async ({ ack, action, body, client, respond }) => {
    await ack();
    const { view } = body;
    const owner = view && readOwner(view, body);
    if (!view || !owner) return;
    const metadata: LinkMetadata = { form: { view: view.id, draft: owner.draft } };
    const modal = buildLinkModal({ person: action.value ?? body.user.id, metadata, otherSide: links.otherSide });
    await openWindow(context, { body, client, respond }, modal);
  });

  app.view({ type: "view_submission", callback_id: LINK_MODAL.view }, async ({ ack, body, view, client }) => {
    const metadata = readLinkMetadata(view.private_metadata);
    const { team } = ownerOf("", body);
    if (!metadata) {
      log.warn({ view: view.id, person: body.user.id }, "a form with metadata that is not its own was refused");
      await ack({ response_action: "update", view: statusView("Form not known", [paragraph(UNKNOWN_FORM)]) });
      return;
    }
    const { person, account, key } = readLinkModal(
      view.state.values,
      await context.longValues.find(team, longKeysIn(view.state.values)),
    );
    if (person === undefined) {
      await ack({ response_action: "errors", errors: { [LINK_MODAL.person]: "Choose who is to be linked." } });
      return;
    }
    await ack({
      response_action: "update",
      view: statusView("Link account", [paragraph(`Asking ${links.otherSide} …`)]),
    });

    const asked = { team, by: body.user.id, person, ...(account && { account: account.id }), ...(key && { key }) };
    const linked = await links.link(asked);
    if (!linked.ok) {
      const problem = linked.error.message;
      const again = buildLinkModal({ person, account, metadata, otherSide: links.otherSide, problem });
      await updateWindow(client, view.id, again);
      return;
    }
    const name = (await forms.findNames([person]))[person] ?? "This person";
    const done = paragraph(`${name} is ${linked.value.account} on ${links.otherSide} from now on.`);
    await updateWindow(client, view.id, statusView("Account linked", [done]));
    await publishHomes(context, client, team, [body.user.id, person]);
    if (metadata.form) await refreshForm(client, metadata.form, ownerOf(metadata.form.draft, body), person);
  });

  /** The form under the modal learns of the link. */
  async function refreshForm(
    client: webApi.WebClient,
    form: { view: string },
    owner: ReturnType<typeof ownerOf>,
    person: string,
  ): Promise<void> {
    const record = await forms.load(owner);
    if (!record) return;
    const known = await forms.lookUp(owner.team, forms.forget(record, person));
    await forms.save(owner, known);
    await updateWindow(client, form.view, buildFormOf(owner.draft, known, forms.otherSide));
  }
}
