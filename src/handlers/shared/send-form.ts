import type { RespondFn, ViewOutput, webApi } from "@slack/bolt";
import type { Log } from "../../domain/log.ts";
import type { Result } from "../../domain/result.ts";
import type { Links } from "../../services/people/links.ts";
import type { Settings } from "../../services/settings/settings.ts";
import type { DeletionDrafts } from "../../services/submissions/deletion-drafts.ts";
import type { Submissions } from "../../services/submissions/submissions.ts";
import type { TaskForms } from "../../services/task-form/task-forms.ts";
import { buildNotice } from "../../views/notices.ts";
import { buildWords, type Words } from "../../views/status-view.ts";
import { type Actor, actorOf } from "./actor.ts";
import type { FormUpdates } from "./form-updates.ts";
import type { ButtonPressed, FormHandler, Handler } from "./handler.ts";
import { requestIdOf } from "./request-id.ts";
import type { UseCases } from "./use-cases.ts";
import { showWorking, updateWindow } from "./window.ts";

/** What can be asked before the ack: our own database and memory. Nothing in it reaches Slack or the other side. */
export type Local = {
  readonly forms: Pick<TaskForms, "load" | "otherSide">;
  readonly deletions: Pick<DeletionDrafts, "find">;
  readonly settings: Pick<Settings, "workspace">;
  readonly longValues: Pick<UseCases["longValues"], "find">;
  readonly submissions: Pick<Submissions, "findSent">;
  readonly links: Pick<Links, "otherSide">;
  readonly formUpdates: Pick<FormUpdates, "supersede">;
  readonly log: Log;
};

/** Where a promise is written before the ack that makes it. */
export type Journal = {
  readonly submissions: Pick<Submissions, "begin" | "retry">;
  readonly settings: Pick<Settings, "savePreferences">;
};

/** Whose promise it is: the view in which the outcome is shown (empty: none), and the request whose promise it takes over. */
export type Owed = Actor & { readonly viewId: string; readonly fulfils: string | undefined };
export type SentForm = Owed & { readonly view: ViewOutput };
export type SentPress = Owed & { readonly value: string };

/** Why a form is not taken: under the fields concerned (texts by block id), or in its place; and what follows the ack. */
export type Refusal = ({ readonly errors: Readonly<Record<string, string>> } | Words) & {
  readonly afterwards?: (useCases: UseCases, client: webApi.WebClient) => Promise<void>;
};

type Answering = {
  readonly client: webApi.WebClient;
  /** Answers in the channel that was chosen, where the field allows it (`response_url_enabled`). */
  readonly respond?: RespondFn;
};

type Begun = "begun" | "pending" | "done";

/** The steps of everything that is sent and then owed. Before the ack a step is handed what is local, and no client of Slack's. */
type Steps<S extends Owed, R, No> = {
  /** Reads what was sent, and what is kept of it. */
  readonly read: (local: Local, sent: S) => Promise<Result<R, No>>;
  /** Writes the promise. */
  readonly journal: (journal: Journal, read: R, owed: Owed) => Promise<Begun>;
  /** What the ack says. */
  readonly working: (read: R, begun: Begun) => Words;
  /** Carries it out, when it was begun by this. */
  readonly run: (useCases: UseCases, read: R, sent: S & Answering) => Promise<void>;
};

type FormSteps<R> = Omit<Steps<SentForm, R, Refusal>, "journal"> & {
  /** "request": journaled as a request, done once and told when it is cut short. "nothing": changes nothing when it comes twice. */
  readonly journal: Steps<SentForm, R, Refusal>["journal"] | "request" | "nothing";
};

/** The one way in which a form is taken: read → journaled → acknowledged → carried out. */
export function sendForm<R>({ read, journal, working, run }: FormSteps<R>): FormHandler {
  const isRequest = journal === "request";
  return {
    isRequest,
    async handle(useCases, { ack, body, view, client, respond }) {
      const fulfils = isRequest ? requestIdOf({ ...body }) : undefined;
      const owed: Owed = { ...actorOf(body), viewId: view.id, fulfils };
      const sent: SentForm = { ...owed, view };
      const found = await read(useCases, sent);
      if (!found.ok) {
        const { error } = found;
        await ack(
          "errors" in error
            ? { response_action: "errors", errors: { ...error.errors } }
            : { response_action: "update", view: buildWords(error) },
        );
        return error.afterwards?.(useCases, client);
      }
      const begun = typeof journal === "string" ? "begun" : await journal(useCases, found.value, owed);
      await ack({ response_action: "update", view: buildWords(working(found.value, begun)) });
      const answers = body.response_urls?.length ? { respond } : {};
      if (begun === "begun") await run(useCases, found.value, { ...sent, client, ...answers });
    },
  };
}

/** The same for a button that begins a submission: the answer goes into its window, or in place of its message. */
export function sendPress<R>({ read, journal, working, run }: Steps<SentPress, R, Words>): Handler<ButtonPressed> {
  return async (useCases, { ack, action, body, client, respond }) => {
    const viewId = body.view?.id ?? "";
    const owed: Owed = { ...actorOf(body), viewId, fulfils: requestIdOf({ ...body }) };
    const sent: SentPress = { ...owed, value: action.value ?? "" };
    const found = await read(useCases, sent);
    if (!found.ok) {
      await ack();
      return say(client, respond, viewId, found.error);
    }
    const begun = await journal(useCases, found.value, owed);
    await ack();
    await showWorking(useCases, () => say(client, respond, viewId, working(found.value, begun)));
    if (begun === "begun") await run(useCases, found.value, { ...sent, client });
  };
}

async function say(client: webApi.WebClient, respond: RespondFn, viewId: string, words: Words): Promise<void> {
  if (viewId === "") await respond({ ...buildNotice(words.text), replace_original: true });
  else await updateWindow(client, viewId, buildWords(words));
}
