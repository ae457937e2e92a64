import * as z from "zod";
import type { Labeler } from "./create-labeler.ts";
import type { TrueBox } from "./read-truth.ts";

/** How long the page's server may take to answer. */
const ANSWER_MS = 20_000;

/** What the page's server says, as far as a labeler needs it. */
const Work = z.object({
  task: z.object({ concepts: z.array(z.object({ id: z.string(), name: z.string() })) }),
  inputs: z.array(z.object({ assignmentId: z.string(), inputId: z.string() })),
});
type Work = z.infer<typeof Work>;
const Refusal = z.object({ title: z.string(), words: z.string() });

export type PageRun = {
  readonly labeler: Labeler;
  /** What stands in each picture, by the input's id. */
  readonly boxes: Readonly<Record<string, readonly TrueBox[]>>;
  readonly most: number;
  /** Before each answer: for who looks on. */
  pause(): Promise<void>;
  onLabeled(): void;
  isStopped(): boolean;
};

/**
 * Draws boxes into up to `most` pictures as the page in a browser does, from the link on: opens it, keeps the cookie, and answers what lies
 * before the person. Returns how many were answered. Rejects when the app refuses, with its words.
 */
export async function labelOnPage(link: string, run: PageRun): Promise<number> {
  const ask = createBrowser(link);
  let work = await ask("open", { link: new URL(link).searchParams.get("link") ?? "" });
  for (let labeled = 0; labeled < run.most; labeled += 1) {
    const [input] = work.inputs;
    if (input === undefined || run.isStopped()) return labeled;
    await run.pause();
    const truth = run.boxes[input.inputId];
    if (truth === undefined) throw new Error(`what stands in ${input.inputId} is known to people alone`);
    work = await ask("answer", { ...input, said: { kind: "shapes", shapes: draw(run.labeler, truth, work) } });
    run.onLabeled();
  }
  return run.most;
}

/** Of what is true, that for which the task has a concept. */
function draw(labeler: Labeler, truth: readonly TrueBox[], { task }: Work): object[] {
  const idOf = new Map(task.concepts.map(({ id, name }) => [name, id]));
  const asked = truth.filter(({ concept }) => idOf.has(concept));
  return labeler.draw(asked).map(({ concept, ...box }) => ({ concept: idOf.get(concept), box }));
}

function createBrowser(link: string): (name: string, body: object) => Promise<Work> {
  const { origin, pathname } = new URL(link);
  let cookie = "";
  return async (name, body) => {
    const response = await fetch(`${origin}${pathname}/api/${name}`, {
      method: "POST",
      headers: { "content-type": "application/json", origin, ...(cookie !== "" && { cookie }) },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const answer: unknown = await response.json();
    if (!response.ok) {
      const { title, words } = Refusal.parse(answer);
      throw new Error(`${title}. ${words}`);
    }
    cookie = response.headers.get("set-cookie")?.split(";")[0] ?? cookie;
    return z.object({ work: Work }).parse(answer).work;
  };
}
