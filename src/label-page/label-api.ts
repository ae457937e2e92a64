import { readSaid } from "../domain/labeling/read-said.ts";
import type { PageApi, PageWork } from "./ports.ts";
import { MAX_QUESTION, type Requests } from "./protocol.ts";
import { idIn, textIn } from "./read-fields.ts";

/** What the page for labeling asks, read from JSON. */
export function createLabelApi(work: PageWork): PageApi {
  const actions: Record<Exclude<keyof Requests, "open" | "work">, PageApi["actions"][string]> = {
    answer: (session, body) => {
      const [assignmentId, inputId, said] = [idIn(body, "assignmentId"), idIn(body, "inputId"), readSaid(body["said"])];
      if (assignmentId === undefined || inputId === undefined || said === undefined) return undefined;
      return work.answer(session, { assignmentId, inputId, said });
    },
    skip: (session, body) => {
      const assignmentId = idIn(body, "assignmentId");
      return assignmentId === undefined ? undefined : work.skip(session, assignmentId);
    },
    undo: (session, body) => {
      const answerId = idIn(body, "answerId");
      const isOne = answerId !== undefined || body["answerId"] === undefined;
      return isOne ? work.undo(session, answerId) : undefined;
    },
    ask: (session, body) => {
      const [assignmentId, question] = [idIn(body, "assignmentId"), textIn(body, "question", MAX_QUESTION)];
      return assignmentId === undefined || question === undefined
        ? undefined
        : work.ask(session, assignmentId, question);
    },
    draft: (session, body) => {
      const inputId = idIn(body, "inputId");
      const said = body["said"] === undefined ? "nothing" : readSaid(body["said"]);
      if (inputId === undefined || said === undefined) return undefined;
      return work.keep(session, inputId, said === "nothing" ? undefined : said).then(() => ({ ok: true, value: {} }));
    },
  };
  return {
    begin: (session) => work.begin(session),
    actions,
    media: (session, inputId) => work.media(session, inputId),
  };
}
