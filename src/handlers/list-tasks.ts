import type { App, BlockButtonAction, RespondArguments } from "@slack/bolt";
import { type ListQuery, parseListQuery } from "../domain/list-query.ts";
import type { TaskListPage } from "../domain/task-list.ts";
import { buildNotice, ONLY_YOURS, UNKNOWN_BUTTON } from "../views/notices.ts";
import { buildTaskList, LIST, readListButton } from "../views/task-list.ts";
import { isDirect } from "./shared/card-answer.ts";
import { ownerOf } from "./shared/form-owner.ts";
import { isOwnList } from "./shared/own-list.ts";
import type { HandlerContext } from "./shared/use-cases.ts";
import type { Verb } from "./shared/verb.ts";

/** `/task list …`; `mine` and `reviews` are the same with their first word said already. */
export const listTasks =
  (scope?: "mine" | "reviews"): Verb =>
  async (context, { team, person, respond, words, channel }) => {
    const query = parseListQuery(scope ? [{ text: scope, raw: scope }, ...words] : words);
    if (!query.ok) {
      await respond({ response_type: "ephemeral", ...buildNotice(query.error) });
      return;
    }
    const isGuest = await context.rights.isGuest(person);
    if (isGuest && !isOwnList(query.value)) {
      await respond({ response_type: "ephemeral", ...buildNotice(ONLY_YOURS) });
      return;
    }
    const list = await context.lists.load({ team, person, query: query.value, page: 1 });
    // Guests share nothing, as nobody does in a direct message.
    const audience = isGuest || isDirect(channel) ? "direct" : "asker";
    await respond({ response_type: "ephemeral", ...buildTaskList(list, audience) });
  };

/** The buttons under a list: the pages change the one answer in place, sharing posts for everybody what it shows. */
export function registerListTasks(app: App, { lists, rights }: Pick<HandlerContext, "lists" | "rights">): void {
  const onButton = (id: string, answer: (list: TaskListPage, isUnshared: boolean) => RespondArguments): void => {
    app.action<BlockButtonAction>(id, async ({ ack, action, body, respond }) => {
      await ack();
      const asked: { page: number; query: ListQuery } | undefined = readListButton(action.value ?? "");
      if (!asked) {
        await respond({ response_type: "ephemeral", replace_original: false, ...buildNotice(UNKNOWN_BUTTON) });
        return;
      }
      const { team, person } = ownerOf("", body);
      const isUnshared = isDirect(body.channel?.id) || (await rights.isGuest(person));
      await respond(answer(await lists.load({ team, person, ...asked }), isUnshared));
    });
  };
  const inPlace = (list: TaskListPage, isUnshared: boolean): RespondArguments => ({
    ...{ response_type: "ephemeral", replace_original: true },
    ...buildTaskList(list, isUnshared ? "direct" : "asker"),
  });
  onButton(LIST.previous, inPlace);
  onButton(LIST.next, inPlace);
  onButton(LIST.share, (list) => ({
    ...{ response_type: "in_channel", replace_original: false },
    ...buildTaskList(list, "channel"),
  }));
}
