import type { Json } from "../../../sandbox/slack/json.ts";
import { openTaskForm, peopleOf } from "../../integration/app/task-form.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";

/** What Slack sends, by the word that it uses for it. */
export const KINDS = [
  "command",
  "block_actions",
  "block_suggestion",
  "view_submission",
  "view_closed",
  "shortcut",
  "message_action",
  "event_callback",
] as const;
export type Kind = (typeof KINDS)[number];

/** Lets people use the app; gives the payloads that Slack has sent meanwhile, by their kind. */
export async function gatherSeeds(workspace: TestWorkspace): Promise<Readonly<Record<Kind, readonly Json[]>>> {
  await useTheApp(workspace);
  const seeds = new Map<string, Json[]>(KINDS.map((kind) => [kind, []]));
  for (const { kind, payload } of workspace.slack.deliveries) seeds.get(kind)?.push(payload);
  return Object.fromEntries(
    KINDS.map((kind) => {
      const found = seeds.get(kind) ?? [];
      if (found.length === 0) throw new Error(`Nobody has caused a ${kind}`);
      return [kind, found];
    }),
  ) as Record<Kind, Json[]>;
}

async function useTheApp(workspace: TestWorkspace): Promise<void> {
  const { lena, ana, ben, mei } = peopleOf(workspace);
  const { slack } = workspace;
  const channel = lena.channel("labeling");

  await openTaskForm(lena, {
    name: "Digits",
    instructions: "Look closely",
    concepts: ["3", { words: "Create “odd”", query: "odd" }],
    workers: [ana, ben],
    workersPerInput: "1",
    weights: ["3", "1"],
    review: "Manual" as const,
    reviewers: [mei],
    sample: "50",
    priority: "High" as const,
  });
  await lena.submit();
  await lena.untilWords("is created");
  await ana.untilMessage("Digits");
  await lena.close();

  await lena.openModal();
  await lena.fill("Name", "Not sent");
  await lena.choose("Input source", "Dataset");
  await lena.untilField("Dataset");
  await lena.suggestions("Dataset", "");
  await lena.close();

  for (const text of [
    "list",
    "mine",
    "show Digits",
    "progress Digits",
    "help",
    "reviews",
    "show nothing like it",
    "link",
    "frobnicate",
  ])
    await lena.command(`/task ${text}`);
  await lena.untilEphemeral("Created");
  await lena.press("Refresh");

  await lena.openModal("/task edit Digits");
  await lena.untilField("Name");
  await lena.fill("Instructions", "Look twice");
  await lena.submit();
  await lena.untilWords("is saved");
  await lena.close();

  await lena.openModal("/task settings");
  await lena.untilField("Who may edit tasks");
  await lena.submit();
  await lena.close({ isCleared: true });
  await lena.openModal("/task assign Digits");
  await lena.close();

  await ana.openModal("/task label Digits");
  await ana.untilWords(/ of \d+ · /);
  await ana.choose("Concept", "3");
  await ana.submit();
  await ana.press("Skip");
  await ana.close();
  await mei.command("/task review Digits");

  await lena.shortcut("create_task");
  await lena.say("Please label these");
  const said = lena.messages(channel).at(-1);
  if (said !== undefined) await lena.messageShortcut("create_task_from_message", said);
  if (lena.currentView() !== undefined) await lena.close({ isCleared: true });

  await lena.openHome();
  await ana.openHome("messages");
  await slack.sendEvent({ type: "team_join", user: { id: mei.id } });
  await slack.sendEvent({ type: "app_home_opened", user: lena.id, channel, tab: "home", event_ts: "1.1" });

  await lena.openModal("/task close Digits");
  await lena.untilField("Close as");
  await lena.submit();
  await lena.untilWords("is closed");
  await lena.close();
}
