import type { HeaderBlock, HomeView, KnownBlock } from "@slack/types";
import { shownName } from "../../domain/fold-name.ts";
import type { AppHome, HomeConnection, HomeSection, HomeTask } from "../../domain/home/app-home.ts";
import { capitalize } from "../../domain/text.ts";
import { actions, button, headline, plain, smallPrint } from "../blocks.ts";
import { LIMITS, truncate } from "../limits.ts";
import { taskRow } from "../lists/task-row.ts";
import { ownReviewInWords, ownWorkInWords } from "../own/own-part.ts";
import { farInWords } from "../text.ts";
import { priorityInWords, STATUS_WORDS, TYPE_WORDS, WAITS_FOR_WORDS } from "../words.ts";

export const HOME = {
  create: "home.create",
  settings: "home.settings",
  refresh: "home.refresh",
  link: "home.link",
  connect: "home.connect",
} as const;

const NAME_SHOWN = 200;
const ACCOUNT_SHOWN = 80;

/** Before anything is known of somebody's tasks. */
export const buildFirstHome = (): HomeView => ({
  type: "home",
  blocks: [headline("Your tasks", "Looking for what is yours …")],
});

/** What asks something of the person now, then what they follow, then settings. */
export function buildAppHome(home: AppHome): HomeView {
  const blocks: KnownBlock[] = [];
  if (home.may.create) blocks.push(actions("home:create", [button(HOME.create, "Create task", { style: "primary" })]));
  if (!home.hasAccount) {
    const rest = `No account on ${home.otherSide} is known to be yours, so nothing can be assigned to you. Accounts with your e-mail address in Slack are found by themselves.`;
    const other = home.may.set ? "" : " A workspace admin can link another one.";
    blocks.push(headline("You are not linked yet", `${rest}${other}`));
    if (home.may.set) blocks.push(linkButton("home:link_own", "Link my account"));
  }
  if (home.connection?.state === "lost")
    blocks.push(
      headline(
        "The account's token is lost",
        `The token of ${home.connection.userId}/${home.connection.appId} cannot be read any more, so nothing of its tasks is seen here. Enter it again, or another one. Nothing there is lost.`,
      ),
      connectButton("Connect account"),
    );
  if (home.fault) blocks.push(headline("Something is missing here", home.fault));
  if (home.work)
    blocks.push(
      ...buildSection("Your work", home.work, ownState, {
        empty: "Nothing is assigned to you. A lead assigns work with /task create.",
        more: "/task mine",
      }),
    );
  if (home.reviews && (home.reviews.tasks.length > 0 || home.reviews.more > 0))
    blocks.push(...buildSection("Your reviews", home.reviews, ownState, { empty: "", more: "/task reviews" }));
  if (home.created) {
    if (blocks.some(({ type }) => type !== "actions")) blocks.push({ type: "divider" });
    const empty = home.may.create ? "None yet. Create one with the button above or with /task create." : "None.";
    blocks.push(
      ...buildSection("Tasks you created", home.created, createdState, { empty, more: "/task list created" }),
    );
  }
  if (home.unlinked) {
    const { names, more } = home.unlinked;
    const shown = names.map((name) => truncate(name, ACCOUNT_SHOWN));
    const who = more > 0 ? `${shown.join(", ")} and ${more} more` : shown.join(", ");
    const those = names.length + more === 1 ? "this account, so it gets" : "these accounts, so they get";
    const rest = `${who}: nobody in Slack is known to be behind ${those} no messages.`;
    blocks.push({ type: "divider" }, headline("Not linked", rest), linkButton("home:link_other", "Link somebody"));
  }
  blocks.push({ type: "divider" });
  if (home.connection && home.connection.state !== "lost") blocks.push(...accountPart(home.connection));
  blocks.push(stateLine(home), homeActions(home));
  return { type: "home", blocks };
}

const homeActions = ({ may }: AppHome) =>
  actions("home:actions", [...(may.set ? [button(HOME.settings, "Settings")] : []), button(HOME.refresh, "Refresh")]);

/** For admins, who alone can change it. */
function accountPart(connection: HomeConnection): KnownBlock[] {
  if (connection.state === "none")
    return [
      headline("Account", "No account is connected: Labeldesk keeps this workspace’s tasks and inputs itself."),
      connectButton("Connect account"),
    ];
  const { userId, appId } = connection;
  return [
    headline("Account", `This workspace works with ${userId}/${appId} on Clarifai.`),
    connectButton("Change account"),
  ];
}

const connectButton = (text: string) => actions("home:connect", [button(HOME.connect, text)]);

const linkButton = (blockId: string, text: string) => actions(blockId, [button(HOME.link, text)]);

/** Slack writes the time in the reader's own zone, in mrkdwn only; nothing that people typed is in it. */
function stateLine({ asOf, fault, otherSide }: AppHome): KnownBlock {
  const seconds = Math.floor(asOf.getTime() / 1000);
  // With the words before it in the format, Slack writes "today" and not "Today".
  const time = `<!date^${seconds}^as of {date_short_pretty} at {time}|as of ${asOf.toISOString().slice(0, 16).replace("T", " ")} UTC>`;
  const state =
    fault === undefined ? `Connected to ${otherSide}` : `${capitalize(otherSide)} did not answer everything`;
  return { type: "context", elements: [{ type: "mrkdwn", text: `${state} · ${time}` }] };
}

function buildSection(
  title: string,
  { tasks, more, isMoreExact }: HomeSection,
  stateOf: (task: HomeTask) => string,
  words: { empty: string; more: string },
): KnownBlock[] {
  const header: HeaderBlock = { type: "header", text: plain(title, LIMITS.headerText) };
  const blocks: KnownBlock[] = [header, ...tasks.flatMap((task) => row(task, stateOf(task)))];
  if (tasks.length === 0 && more === 0) blocks.push(smallPrint(words.empty));
  const least = isMoreExact ? "" : "at least ";
  if (more > 0) blocks.push(smallPrint(`and ${least}${more} more: ${words.more}`));
  else if (!isMoreExact) blocks.push(smallPrint(`There are more: ${words.more}`));
  return blocks;
}

function row(task: HomeTask, state: string): KnownBlock[] {
  const facts = [TYPE_WORDS[task.type]];
  if (task.priority) facts.push(priorityInWords(task.priority));
  const name = truncate(shownName(task).trim().replaceAll(/\s+/g, " "), NAME_SHOWN);
  return taskRow({ id: task.id, name, state, facts: facts.join(" · ") }, task.own);
}

/** What of it is left for them, in the role that the section is of. */
function ownState({ own }: HomeTask): string {
  const { work, review } = own ?? {};
  if (review) return ownReviewInWords(review);
  return work ? ownWorkInWords(work) : "";
}

const createdState = ({ status, waits, ...far }: HomeTask): string =>
  [STATUS_WORDS[status], farInWords(far), waits ? WAITS_FOR_WORDS[waits] : ""]
    .filter((part) => part !== "")
    .join(" · ");
