import { readTaskName } from "../../domain/command-line.ts";
import type { HistoryAsked, HistoryPage } from "../../domain/history/history-page.ts";
import { buildHistory, readHistoryButton } from "../../views/history/history-list.ts";
import { buildNotice, UNKNOWN_BUTTON } from "../../views/notices.ts";
import { actorOf, isInOwnAnswer } from "../shared/actor.ts";
import { textsIn } from "../shared/find-named.ts";
import type { ButtonPressed } from "../shared/handler.ts";
import { onTask } from "../shared/on-task.ts";
import type { UseCases } from "../shared/use-cases.ts";
import type { VerbRequest } from "../shared/verb.ts";

type Takes = Pick<UseCases, "history">;

const answerWith = (page: HistoryPage | string) => (typeof page === "string" ? buildNotice(page) : buildHistory(page));

async function answer(
  { history }: Takes,
  { team, person, respond }: Pick<VerbRequest, "team" | "person" | "respond">,
  asked: HistoryAsked,
): Promise<void> {
  await respond({ response_type: "ephemeral", ...answerWith(await history.load(team, person, asked)) });
}

/** `/task history [task]`; what was done to a task outlives it. */
export const showHistory = onTask<Takes>(
  "history",
  (useCases, request) => answer(useCases, request, { taskId: request.taskId }),
  {
    whereNoneIsNamed: (useCases, request) => answer(useCases, request, {}),
    async whereNothing(request, explanation, useCases) {
      const texts = textsIn(readTaskName(request.rest)).map((text) => text.replace(/^id:/, ""));
      const gone = await useCases.history.findTask(request.team, texts);
      if (gone) return answer(useCases, request, { taskId: gone.id });
      await request.respond({ response_type: "ephemeral", ...buildNotice(explanation) });
    },
  },
);

/** Another part, in place of the one answer. */
export async function turnHistory({ history }: Takes, { ack, action, body, respond }: ButtonPressed): Promise<void> {
  await ack();
  const asked = isInOwnAnswer(body) ? readHistoryButton(action.value ?? "") : undefined;
  const { team, person } = actorOf(body);
  const shown = asked ? answerWith(await history.load(team, person, asked)) : buildNotice(UNKNOWN_BUTTON);
  await respond({ response_type: "ephemeral", replace_original: asked !== undefined, ...shown });
}

/** All that they see as a file. */
export async function saveHistory({ history }: Takes, { ack, action, body, respond }: ButtonPressed): Promise<void> {
  await ack();
  const asked = readHistoryButton(action.value ?? "");
  const { team, person } = actorOf(body);
  const text = asked ? await history.save(team, person, asked) : UNKNOWN_BUTTON;
  await respond({ response_type: "ephemeral", replace_original: false, ...buildNotice(text) });
}
