import type { RespondArguments } from "@slack/bolt";
import { isOwnList, parseListQuery } from "../../domain/lists/list-query.ts";
import type { TaskListPage } from "../../domain/lists/task-list.ts";
import { buildNoticeWithCommands } from "../../views/command-button.ts";
import { buildTaskList, readListButton } from "../../views/lists/task-list.ts";
import { buildNotice, ONLY_YOURS, UNKNOWN_BUTTON } from "../../views/notices.ts";
import { isDirect } from "../cards/card-answer.ts";
import { actorOf, isInOwnAnswer } from "../shared/actor.ts";
import type { ButtonPressed } from "../shared/handler.ts";
import type { UseCases } from "../shared/use-cases.ts";
import type { VerbRequest } from "../shared/verb.ts";

type Lists = Pick<UseCases, "lists" | "rights">;
type Rights = UseCases["rights"];

/** `/task list …`; `mine` and `reviews` are the same with their first word said already. */
export const listTasks =
  (scope?: "mine" | "reviews") =>
  async ({ lists, rights }: Lists, { team, person, respond, words, channel }: VerbRequest): Promise<void> => {
    const query = parseListQuery(scope ? [{ text: scope, raw: scope }, ...words] : words);
    if (!query.ok) {
      const { message, mended } = query.error;
      const commands = mended === undefined ? [] : [{ line: `list ${mended}` }];
      await respond({ response_type: "ephemeral", ...buildNoticeWithCommands(message, commands) });
      return;
    }
    const isGuest = await rights.isGuest(person);
    if (isGuest && !isOwnList(query.value)) {
      await respond({ response_type: "ephemeral", ...buildNotice(ONLY_YOURS) });
      return;
    }
    const list = await lists.load({ team, person, query: query.value, page: 1 });
    // Guests share nothing, as nobody does in a direct message.
    const audience = isGuest || isDirect(channel) ? "direct" : "asker";
    await respond({ response_type: "ephemeral", ...buildTaskList(list, audience) });
  };

/** A button under a list: it carries the query and the page. What `refuse` says stands in the way is all that is answered. */
const onListButton =
  (
    answer: (list: TaskListPage, isUnshared: boolean) => RespondArguments,
    refuse: (rights: Rights, body: ButtonPressed["body"]) => Promise<string | undefined>,
  ) =>
  async ({ lists, rights }: Lists, { ack, action, body, respond }: ButtonPressed): Promise<void> => {
    await ack();
    const asked = readListButton(action.value ?? "");
    const say = async (words: string): Promise<void> => {
      await respond({ response_type: "ephemeral", replace_original: false, ...buildNotice(words) });
    };
    if (!asked) return say(UNKNOWN_BUTTON);
    const { team, person } = actorOf(body);
    const refusal = await refuse(rights, body);
    if (refusal !== undefined) return say(refusal);
    const isUnshared = isDirect(body.channel?.id) || (await rights.isGuest(person));
    await respond(answer(await lists.load({ team, person, ...asked }), isUnshared));
  };

/** Another page, in place of the one answer. A list that others read has no such button: a press there is none of ours. */
export const turnPage = onListButton(
  (list, isUnshared) => ({
    response_type: "ephemeral",
    replace_original: true,
    ...buildTaskList(list, isUnshared ? "direct" : "asker"),
  }),
  async (_, body) => (isInOwnAnswer(body) ? undefined : UNKNOWN_BUTTON),
);

/** Posts for everybody what the list shows. */
export const shareList = onListButton(
  (list) => ({ response_type: "in_channel", replace_original: false, ...buildTaskList(list, "channel") }),
  (rights, body) => rights.sharingRefusal(actorOf(body).person, body.channel?.id ?? ""),
);
