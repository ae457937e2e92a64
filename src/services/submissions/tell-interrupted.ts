import { newEvent } from "../../domain/notifications/events.ts";
import type { SubmissionRunner } from "./runner.ts";
import type { Settling } from "./settle.ts";

/** What somebody has asked for by a command, a shortcut or a press, in their words. */
export type RequestPayload = { readonly what: string };

/** What is left of a process that died over a request: nobody knows how far it came, so the person is told and looks. */
export function createRequestRunner(deps: { settle: Pick<Settling, "quietly"> }): SubmissionRunner<RequestPayload> {
  const { settle } = deps;
  return {
    run(request, { what }) {
      const { id, team, person } = request;
      const event = newEvent("request.interrupted", { team, person, what }, { dedupeKey: `interrupted:${id}` });
      return settle.quietly(request, [event]);
    },
    recheck: (request) => settle.quietly(request),
    subjectOf: ({ what }) => what,
  };
}
