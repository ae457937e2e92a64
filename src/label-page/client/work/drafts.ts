import type { Said } from "../../../domain/labeling/label.ts";
import type { ShownInput } from "../../protocol.ts";
import { send } from "./send.ts";

/** While somebody draws, the server hears of it at most this often. */
const PAUSE_MS = 600;

/**
 * What is begun and not submitted, by input. The tab keeps it with every stroke, so that a reload loses nothing, and the server soon
 * after, so that another device knows it.
 */
export function createDrafts() {
  const prefix = `labeldesk:${location.pathname}:`;
  const waiting = new Map<string, Said | undefined>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function save(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const drafts = [...waiting];
    waiting.clear();
    // One that does not arrive stays in the tab, and goes out with the next stroke.
    for (const [inputId, said] of drafts) {
      const named = said && withNames(said);
      await send("draft", { inputId, ...(named && { said: named }) });
    }
  }

  return {
    /** What is kept of it in this tab, else what the server has given. */
    find({ inputId, draft }: ShownInput): Said | undefined {
      const kept = sessionStorage.getItem(prefix + inputId);
      return kept === null ? draft : (JSON.parse(kept) ?? undefined);
    },
    keep(inputId: string, said: Said | undefined): void {
      try {
        sessionStorage.setItem(prefix + inputId, JSON.stringify(said ?? null));
      } catch {
        // A full or forbidden storage: the server keeps it.
      }
      waiting.set(inputId, said);
      timer ??= setTimeout(() => void save(), PAUSE_MS);
    },
    /** It was submitted, or is not this person's any more. */
    forget(inputId: string): void {
      waiting.delete(inputId);
      sessionStorage.removeItem(prefix + inputId);
    },
    save,
  };
}

/** The server knows shapes by their concepts; those without one yet stay in the tab. */
const withNames = (said: Said): Said =>
  said.kind === "concepts" ? said : { ...said, shapes: said.shapes.filter(({ concept }) => concept !== "") };
