import { DeliveryError } from "../domain/delivery-error.ts";
import type { NewEvent, OutboxEvent } from "../domain/event.ts";
import type { MessageSource } from "../domain/message-source.ts";
import type { FindName } from "../domain/person.ts";
import { buildNoSourceAnswer, buildSourceAnswer } from "../views/source-answer.ts";
import type { Messenger } from "./ports.ts";

type Deliver = (event: OutboxEvent) => Promise<readonly NewEvent[]>;

/** A task was created from a message: its thread is to say so (`source.answer`). */
type SourceAnswer = {
  readonly task: { readonly id: string; readonly name: string };
  readonly person: string;
  readonly source: MessageSource;
};

/** Stands in front of `deliver`: a task that was created from a message is told of in the message's thread. */
export function withSourceAnswers(
  deliver: Deliver,
  { messenger, findName }: { messenger: Pick<Messenger, "post">; findName: FindName },
): Deliver {
  async function answer({ task, person, source }: SourceAnswer): Promise<NewEvent[]> {
    const message = buildSourceAnswer({ task, by: (await findName(person)) ?? "a colleague" });
    try {
      await messenger.post(source.channel, message, { threadTs: source.threadTs });
    } catch (error) {
      // What Slack will never take there: the app is not in that conversation, it is archived, the message is gone.
      const isFinal =
        error instanceof DeliveryError && (error.fault === "refused" || error.fault === "unreachable_person");
      if (!isFinal) throw error;
      await messenger.post(person, buildNoSourceAnswer(task.name));
    }
    return [];
  }

  return async (event) => {
    if (event.kind === "source.answer") return answer(event.payload as unknown as SourceAnswer);
    const followUps = await deliver(event);
    const { outcome, task, person, source, submission } = event.payload;
    if (event.kind !== "submission.settled" || outcome !== "created" || !source || !task || !person) return followUps;
    const payload = { task, person, source };
    return [...followUps, { kind: "source.answer", payload, dedupeKey: `source:${String(submission)}` }];
  };
}
