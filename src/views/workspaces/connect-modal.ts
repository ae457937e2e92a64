import type { KnownBlock, ModalView } from "@slack/types";
import { button, input, option, paragraph, plain, smallPrint } from "../blocks.ts";
import type { ViewState } from "../form-state.ts";
import { LIMITS } from "../limits.ts";
import { escapeText, inUtc } from "../text.ts";

export const CONNECT = {
  view: "connect_account",
  key: "connect_account:key",
  user: "connect_account:user",
  app: "connect_account:app",
  open: "connect_account:open",
  disconnect: "connect_account:disconnect",
  unsent: "connect_account:unsent",
} as const;

/** Those of Clarifai have 32 characters. */
const MAX_KEY = 200;
const MAX_ID = 100;
const AN_ID = /^[\w.-]+$/;

const LEFT_BEHIND =
  "Tasks and inputs stay where they are: what was made before is seen here again once that account is.";

type Connected = {
  readonly userId: string;
  readonly appId: string;
  readonly by: string;
  readonly at: Date;
  readonly isReadable: boolean;
};

/**
 * Connects the workspace with an account; `problem` says what stood in the way of the last attempt, and `unsent` how many labels and
 * verdicts did, which can be given up then. A key that was typed is not shown again.
 */
export function buildConnectModal(model: {
  connected: Connected | undefined;
  userId?: string;
  appId?: string;
  problem?: string;
  unsent?: number | undefined;
}): ModalView {
  const { connected, problem, unsent } = model;
  const blocks: KnownBlock[] = [];
  if (problem !== undefined) blocks.push(paragraph(`⚠ ${problem}`));
  blocks.push(...standing(connected));
  blocks.push(
    input(
      "Personal access token",
      { type: "plain_text_input", action_id: CONNECT.key, max_length: MAX_KEY },
      { hint: "From the account settings on Clarifai, Security. It is kept encrypted and never shown." },
    ),
    input("User", idInput(CONNECT.user, model.userId ?? connected?.userId), {
      hint: "The first name in the address of the app: clarifai.com/USER/APP.",
    }),
    input("App", idInput(CONNECT.app, model.appId ?? connected?.appId), { hint: "The second one." }),
  );
  if (unsent !== undefined) blocks.push(givingUp(unsent));
  return {
    type: "modal",
    callback_id: CONNECT.view,
    title: plain("Connect account", LIMITS.viewTitle),
    submit: plain("Connect", LIMITS.viewTitle),
    close: plain("Cancel", LIMITS.viewTitle),
    blocks,
  };
}

function standing(connected: Connected | undefined): KnownBlock[] {
  if (!connected)
    return [
      paragraph("No account is connected: Labeldesk keeps this workspace’s tasks and inputs itself."),
      smallPrint(LEFT_BEHIND),
    ];
  const { userId, appId, by, at, isReadable } = connected;
  const seconds = Math.floor(at.getTime() / 1000);
  const when = `<!date^${seconds}^{date_short_pretty} at {time}|${inUtc(seconds)}>`;
  const lost = isReadable ? "" : " Its token cannot be read any more: enter it again.";
  return [
    {
      type: "section",
      text: {
        type: "mrkdwn",
        text: `Connected with *${escapeText(`${userId}/${appId}`)}* on Clarifai by <@${by}>, ${when}.${lost}`,
      },
      accessory: {
        ...button(CONNECT.disconnect, "Disconnect", { style: "danger" }),
        confirm: {
          title: plain("Disconnect", LIMITS.confirmTitle),
          text: plain(`Labeldesk forgets the token. ${LEFT_BEHIND}`, LIMITS.confirmText),
          confirm: plain("Disconnect", LIMITS.confirmButton),
          deny: plain("Cancel", LIMITS.confirmButton),
          style: "danger",
        },
      },
    },
    smallPrint(LEFT_BEHIND),
  ];
}

const GIVE_UP = "give_up";

const givingUp = (unsent: number): KnownBlock =>
  input(
    "Not sent yet",
    {
      type: "checkboxes",
      action_id: CONNECT.unsent,
      options: [
        option(GIVE_UP, `Give up ${unsent === 1 ? "it" : `these ${unsent}`}: their people label or decide again`),
      ],
    },
    { optional: true },
  );

/** Whether what was not sent is given up, as the window stands. */
export const readGivesUpUnsent = (state: ViewState): boolean =>
  (state[CONNECT.unsent]?.[CONNECT.unsent]?.selected_options ?? []).some(({ value }) => value === GIVE_UP);

const idInput = (id: string, value: string | undefined) => ({
  type: "plain_text_input" as const,
  action_id: id,
  max_length: MAX_ID,
  ...(value !== undefined && { initial_value: value }),
});

/** What was entered, or what is wrong with it by field. */
export function readConnectModal(
  state: ViewState,
):
  | { readonly connection: { readonly key: string; readonly userId: string; readonly appId: string } }
  | { readonly errors: Readonly<Record<string, string>> } {
  const field = (id: string): string => state[id]?.[id]?.value?.trim() ?? "";
  const [key, userId, appId] = [field(CONNECT.key), field(CONNECT.user), field(CONNECT.app)];
  const errors = {
    ...(!/^[!-~]+$/.test(key) && { [CONNECT.key]: "Copy the token as it is, without spaces." }),
    ...(!AN_ID.test(userId) && {
      [CONNECT.user]: "Enter the user as it stands in the address: clarifai.com/USER/APP.",
    }),
    ...(!AN_ID.test(appId) && { [CONNECT.app]: "Enter the app as it stands in the address: clarifai.com/USER/APP." }),
  };
  return Object.keys(errors).length > 0 ? { errors } : { connection: { key, userId, appId } };
}
