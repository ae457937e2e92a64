import type { webApi } from "@slack/bolt";
import { err, ok } from "../../domain/result.ts";
import type { Links } from "../../services/people/links.ts";
import { buildNotice, unknownForm } from "../../views/notices.ts";
import { longKeysIn } from "../../views/option-value.ts";
import {
  buildLinkModal,
  type KeyKeeping,
  LINK_MODAL,
  type LinkMetadata,
  linkedWords,
  readLinkMetadata,
  readLinkModal,
} from "../../views/people/link-modal.ts";
import { publishHomes } from "../home/app-home.ts";
import { type Actor, actorOf, readOwner } from "../shared/actor.ts";
import type { ButtonPressed } from "../shared/handler.ts";
import { sendForm } from "../shared/send-form.ts";
import { wasTooLate } from "../shared/slack-error.ts";
import type { UseCases } from "../shared/use-cases.ts";
import { openWindow, tellOutcome, updateWindow } from "../shared/window.ts";
import { buildFormOf } from "../task-form/task-form-view.ts";

const TITLE = "Link account";
const FORGOTTEN =
  "Your key is forgotten: Labeldesk does nothing under your name any more. What was not sent yet waits for a new one.";
const TOO_LATE = "Slack did not open the window in time. Open it again with /task link.";

type Opens = Pick<UseCases, "links" | "forms" | "log">;
/** A trigger lives three seconds. */
const STANDING_MS = 1000;

type LinkModel = Parameters<typeof buildLinkModal>[0];

/** Opens the link modal for the person who asked; where there is nothing to link, says so instead. */
export async function openLinkModal(
  useCases: Opens,
  request: {
    client: webApi.WebClient;
    triggerId: string;
    team: string;
    person: string;
    tell: (notice: ReturnType<typeof buildNotice>) => Promise<unknown>;
  },
): Promise<void> {
  const { links, log } = useCases;
  if (!links.canLink) {
    await request.tell(
      buildNotice("Nothing to link: with the local tasks service everybody is known by who they are in Slack."),
    );
    return;
  }
  const { client, team, person } = request;
  const view = buildLinkModal(await modelOf(useCases, { team, person }));
  try {
    await client.views.open({ trigger_id: request.triggerId, view });
  } catch (error) {
    if (!wasTooLate(error)) throw error;
    log.warn({ err: error }, "the link window could not be opened in time");
    await request.tell(buildNotice(TOO_LATE));
  }
}

/** The window for oneself: what becomes of a key, and whom one is linked to where that is said before the trigger is over. */
async function modelOf({ links, forms }: Opens, { team, person }: Actor): Promise<LinkModel> {
  const [keys, names, account] = await Promise.all([
    keepingOf(links, { team, person }),
    forms.findNames([person]),
    links.standingOf(team, person, STANDING_MS),
  ]);
  const standing = account === undefined ? undefined : { name: names[person] ?? "This person", account };
  return { person, keys, metadata: {}, otherSide: links.otherSide, standing };
}

/** What becomes of a key, and whether this person has given one: from our own database. */
const keepingOf = async (
  { canKeepKeys, keptKeyOf }: Pick<Links, "canKeepKeys" | "keptKeyOf">,
  { team, person }: Actor,
): Promise<KeyKeeping> => ({ canKeep: canKeepKeys, of: await keptKeyOf(team, person) });

/** The button where somebody's own account or key is missing. */
export async function linkOwn(useCases: Opens, { ack, body, client, respond }: ButtonPressed): Promise<void> {
  await ack();
  await openWindow(useCases, { body, client, respond }, buildLinkModal(await modelOf(useCases, actorOf(body))));
}

/** **Forget my key**: from now on nothing is done with it. */
export async function forgetKey(
  { links }: Pick<UseCases, "links">,
  { ack, body, client }: ButtonPressed,
): Promise<void> {
  await ack();
  const actor = actorOf(body);
  await links.forgetKey(actor.team, actor.person);
  const metadata = body.view && readLinkMetadata(body.view.private_metadata);
  if (!body.view || !metadata) return;
  const keys = await keepingOf(links, actor);
  const modal = buildLinkModal({ person: actor.person, keys, metadata, otherSide: links.otherSide, notice: FORGOTTEN });
  await updateWindow(client, body.view.id, modal);
}

/** The button of the task form, whose preview names somebody without an account. */
export async function linkFromForm(
  useCases: Opens,
  { ack, action, body, client, respond }: ButtonPressed,
): Promise<void> {
  await ack();
  const { view } = body;
  const owner = view && readOwner(view, actorOf(body));
  if (!view || !owner) return;
  const metadata: LinkMetadata = { form: { view: view.id, draft: owner.draft } };
  const { otherSide } = useCases.links;
  const keys = await keepingOf(useCases.links, actorOf(body));
  const modal = buildLinkModal({ person: action.value ?? body.user.id, keys, metadata, otherSide });
  await openWindow(useCases, { body, client, respond }, modal);
}

/** Who is to be linked with which account, as it is sent. */
export const linkAccount = sendForm({
  async read({ longValues, links, log }, { team, person: by, view }) {
    const metadata = readLinkMetadata(view.private_metadata);
    if (!metadata) {
      log.warn({ view: view.id, person: by }, "a form with metadata that is not its own was refused");
      return err({ title: "Form not known", text: unknownForm("/task link") });
    }
    const { values } = view.state;
    const { person, account, key } = readLinkModal(values, await longValues.find(team, longKeysIn(values)));
    if (person === undefined) return err({ errors: { [LINK_MODAL.person]: "Choose who is to be linked." } });
    return ok({ metadata, person, account, key, otherSide: links.otherSide });
  },
  journal: "nothing",
  working: ({ otherSide }) => ({ title: TITLE, text: `Asking ${otherSide} …` }),
  async run(
    useCases: Pick<UseCases, "links" | "forms" | "homes" | "log">,
    { metadata, person, account, key, otherSide },
    { client, ...sent },
  ) {
    const { links, forms } = useCases;
    const { team, person: by } = sent;
    const asked = { team, by, person, ...(account && { account: account.id }), ...(key && { key }) };
    const linked = await links.link(asked);
    if (!linked.ok) {
      const problem = linked.error.message;
      const keys = await keepingOf(links, { team, person: by });
      const again = buildLinkModal({ person, account, keys, metadata, otherSide, problem });
      return tellOutcome(useCases, client, sent, { title: TITLE, text: problem }, again);
    }
    const name = (await forms.findNames([person]))[person] ?? "This person";
    const text = linkedWords(name, linked.value, otherSide);
    await tellOutcome(useCases, client, sent, { title: "Account linked", text });
    await publishHomes(useCases, client, team, [by, person]);
    if (metadata.form) await refreshForm(useCases, client, metadata.form, { team, person: by, linked: person });
  },
});

/** The form under the modal learns of the link. */
async function refreshForm(
  { forms }: Pick<UseCases, "forms">,
  client: webApi.WebClient,
  form: { readonly view: string; readonly draft: string },
  { team, person, linked }: { readonly team: string; readonly person: string; readonly linked: string },
): Promise<void> {
  const owner = { draft: form.draft, team, person };
  const record = await forms.load(owner);
  if (!record) return;
  const known = await forms.lookUp(team, forms.forget(record, linked));
  await forms.save(owner, known);
  await updateWindow(client, form.view, buildFormOf(owner.draft, known, forms.otherSide));
}
