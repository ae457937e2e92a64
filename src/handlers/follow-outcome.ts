import type { App, BlockButtonAction } from "@slack/bolt";
import { paragraph } from "../views/blocks.ts";
import { buildNotice } from "../views/notices.ts";
import { buildCreatingView, OUTCOME, statusView } from "../views/outcome.ts";
import type { HandlerContext } from "./context.ts";
import { ownerOf } from "./form-owner.ts";
import { openTaskForm } from "./open-task-form.ts";
import { buildCreateForm } from "./task-form-view.ts";

const GONE = "This form is not yours or is not kept any more. Open a new one with /task create.";
const EXISTS = "This task exists already: the first attempt was carried out.";

/** What a lead can do after a submission that failed: try again, or go back to the form with everything that was typed. */
export function registerFollowOutcome(app: App, context: HandlerContext): void {
  const { submissions, forms } = context;

  app.action<BlockButtonAction>(OUTCOME.tryAgain, async ({ ack, action, body, client, respond }) => {
    await ack();
    const id = action.value ?? "";
    const viewId = body.view?.id;
    const retried = await submissions.retry(id, body.user.id, viewId ?? "");
    const answer = !retried ? GONE : retried.begun === "done" ? EXISTS : undefined;
    if (viewId !== undefined) {
      const view = answer ? statusView("Create task", [paragraph(answer)]) : buildCreatingView(retried?.subject ?? "");
      await client.views.update({ view_id: viewId, view });
    } else {
      const text = answer ?? `Creating “${retried?.subject}” … I will tell you.`;
      await respond({ ...buildNotice(text), replace_original: true });
    }
    if (retried?.begun === "begun") await submissions.carryOut(id);
  });

  app.action<BlockButtonAction>(OUTCOME.backToForm, async ({ ack, action, body, client, respond }) => {
    await ack();
    const owner = ownerOf(action.value ?? "", body);
    const tell = (notice: ReturnType<typeof buildNotice>) => respond({ ...notice, replace_original: false });
    const record = await forms.load(owner);
    if (body.view) {
      const view = record
        ? buildCreateForm(owner.draft, record, forms.otherSide)
        : statusView("Create task", [paragraph(GONE)]);
      await client.views.update({ view_id: body.view.id, view });
    } else if (record) {
      const { team, person, draft } = owner;
      const triggerId = body.trigger_id;
      await openTaskForm(context, { client, triggerId, team, person, draft: { id: draft, record }, tell });
    } else {
      await tell(buildNotice(GONE));
    }
  });
}
