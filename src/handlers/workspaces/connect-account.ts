import type { webApi } from "@slack/bolt";
import { err, ok } from "../../domain/result.ts";
import type { NotConnected } from "../../services/workspaces/connecting.ts";
import { buildNotice } from "../../views/notices.ts";
import { buildWords } from "../../views/status-view.ts";
import { buildConnectModal, readConnectModal, readGivesUpUnsent } from "../../views/workspaces/connect-modal.ts";
import { actorOf } from "../shared/actor.ts";
import type { ButtonPressed } from "../shared/handler.ts";
import { sendForm } from "../shared/send-form.ts";
import { wasTooLate } from "../shared/slack-error.ts";
import type { UseCases } from "../shared/use-cases.ts";
import { openWindow, tellOutcome, updateWindow } from "../shared/window.ts";

const TITLE = "Connect account";
const TOO_LATE = "Slack did not open the window in time. Open it again with /task connect.";
/** What is not sent yet is sent first, which may take seconds. */
const DISCONNECTING = buildWords({ title: TITLE, text: "Disconnecting …" });
const DISCONNECTED =
  "The account is disconnected and its token forgotten. Labeldesk keeps new tasks and inputs of this workspace itself.";

type Connects = Pick<UseCases, "connecting" | "log">;

/** `/task connect`: shows an admin which account the workspace works with, and takes another one. */
export async function openConnect(
  { connecting, log }: Connects,
  request: {
    client: webApi.WebClient;
    triggerId: string;
    person: string;
    tell: (notice: ReturnType<typeof buildNotice>) => Promise<unknown>;
  },
): Promise<void> {
  const refused = await connecting.refusal(request.person);
  if (refused !== undefined) {
    await request.tell(buildNotice(refused));
    return;
  }
  const view = buildConnectModal({ connected: await connecting.connected() });
  try {
    await request.client.views.open({ trigger_id: request.triggerId, view });
  } catch (error) {
    if (!wasTooLate(error)) throw error;
    log.warn({ err: error }, "the window to connect an account could not be opened in time");
    await request.tell(buildNotice(TOO_LATE));
  }
}

/** The button in the settings and in App Home, which only admins see. */
export async function connectFromButton(
  useCases: Connects,
  { ack, body, client, respond }: ButtonPressed,
): Promise<void> {
  await ack();
  const { connecting } = useCases;
  const refused = await connecting.refusal(actorOf(body).person);
  const view =
    refused === undefined
      ? buildConnectModal({ connected: await connecting.connected() })
      : buildWords({ title: TITLE, text: refused });
  await openWindow(useCases, { body, client, respond }, view);
}

/** The account as it is sent: asked about after the ack, and kept if it works. */
export const connectAccount = sendForm({
  async read(_local, { view }) {
    const read = readConnectModal(view.state.values);
    if ("errors" in read) return err(read);
    return ok({ connection: read.connection, givesUpUnsent: readGivesUpUnsent(view.state.values) });
  },
  journal: "nothing",
  working: () => ({ title: TITLE, text: "Asking Clarifai …" }),
  async run({ connecting, log }: Connects, { connection, givesUpUnsent }, { client, ...sent }) {
    const { userId, appId } = connection;
    const outcome = await connecting.connect(sent.person, connection, { givesUpUnsent });
    if (outcome.ok) {
      const { owner } = outcome.value;
      const text = `This workspace works with ${userId}/${appId} on Clarifai now, with the token of ${owner.name || owner.id}. Its tasks are being listed: /task list shows them.`;
      return tellOutcome({ log }, client, sent, { title: "Account connected", text });
    }
    const again = await refusedView(connecting, outcome.error, { userId, appId });
    await tellOutcome({ log }, client, sent, { title: TITLE, text: outcome.error.why }, again);
  },
});

export async function disconnectAccount(
  { connecting, log }: Connects,
  { ack, body, client }: ButtonPressed,
): Promise<void> {
  await ack();
  const { view } = body;
  if (view) await updateWindow(client, view.id, DISCONNECTING);
  const givesUpUnsent = view !== undefined && readGivesUpUnsent(view.state.values);
  const { person } = actorOf(body);
  const refused = await connecting.disconnect(person, { givesUpUnsent });
  if (!view) return;
  const again = refused?.unsent === undefined ? undefined : await refusedView(connecting, refused);
  const words = { title: TITLE, text: refused?.why ?? DISCONNECTED };
  await tellOutcome({ log }, client, { person, viewId: view.id }, words, again);
}

/** The window again, with what stood in the way. */
async function refusedView(
  connecting: UseCases["connecting"],
  { why, unsent }: NotConnected,
  entered: { userId?: string; appId?: string } = {},
) {
  return buildConnectModal({ connected: await connecting.connected(), ...entered, problem: why, unsent });
}
