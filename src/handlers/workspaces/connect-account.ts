import type { webApi } from "@slack/bolt";
import { err, ok } from "../../domain/result.ts";
import { buildNotice } from "../../views/notices.ts";
import { buildWords } from "../../views/status-view.ts";
import { buildConnectModal, readConnectModal } from "../../views/workspaces/connect-modal.ts";
import { actorOf } from "../shared/actor.ts";
import type { ButtonPressed } from "../shared/handler.ts";
import { sendForm } from "../shared/send-form.ts";
import { wasTooLate } from "../shared/slack-error.ts";
import type { UseCases } from "../shared/use-cases.ts";
import { openWindow, updateWindow } from "../shared/window.ts";

const TITLE = "Connect account";
const TOO_LATE = "Slack did not open the window in time. Open it again with /task connect.";
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
    return "errors" in read ? err(read) : ok(read.connection);
  },
  journal: "nothing",
  working: () => ({ title: TITLE, text: "Asking Clarifai …" }),
  async run({ connecting }: Connects, connection, { person, viewId, client }) {
    const { userId, appId } = connection;
    const outcome = await connecting.connect(person, connection);
    const view = outcome.ok
      ? buildWords({
          title: "Account connected",
          text: `This workspace works with ${userId}/${appId} on Clarifai now, with the token of ${outcome.value.owner.name || outcome.value.owner.id}. Its tasks are being listed: /task list shows them.`,
        })
      : buildConnectModal({ connected: await connecting.connected(), userId, appId, problem: outcome.error });
    await updateWindow(client, viewId, view);
  },
});

export async function disconnectAccount(
  { connecting }: Pick<UseCases, "connecting">,
  { ack, body, client }: ButtonPressed,
): Promise<void> {
  await ack();
  const refused = await connecting.disconnect(actorOf(body).person);
  if (body.view) await updateWindow(client, body.view.id, buildWords({ title: TITLE, text: refused ?? DISCONNECTED }));
}
