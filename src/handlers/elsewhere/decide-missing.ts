import type { MissingAnswer } from "../../domain/elsewhere/missing.ts";
import { ADMINS_ALONE, NOT_SAID, NOTHING_MISSING, sayDecided } from "../../views/elsewhere/missing-message.ts";
import { buildNotice } from "../../views/notices.ts";
import { actorOf } from "../shared/actor.ts";
import type { ButtonPressed, Handler } from "../shared/handler.ts";
import type { UseCases } from "../shared/use-cases.ts";

/** What an admin decides about tasks that are missing in large numbers. */
export const decideMissing =
  (answer: MissingAnswer): Handler<ButtonPressed> =>
  async ({ missingTasks, log }: Pick<UseCases, "missingTasks" | "log">, { ack, body, respond }) => {
    await ack();
    const actor = actorOf(body);
    const say = (text: string) =>
      respond({ response_type: "ephemeral", replace_original: false, ...buildNotice(text) });
    try {
      const outcome = await missingTasks.decide(actor, answer);
      if (outcome === "not-admin") return void (await say(ADMINS_ALONE));
      const text = outcome === "decided" ? sayDecided(answer) : NOTHING_MISSING;
      await respond({ replace_original: true, ...buildNotice(text) });
    } catch (err) {
      log.warn({ err, person: actor.person }, "Slack does not say whether somebody is an admin");
      await say(NOT_SAID);
    }
  };
