/** While somebody draws, the server hears of it at most this often. */
const PAUSE_MS = 600;

/**
 * What is begun of inputs and not submitted or saved. The tab keeps it with every stroke, so that a reload loses nothing, and the server soon
 * after, so that another device knows it:
 * `save` tells it, and never rejects.
 */
export function createDrafts<Begun>(save: (inputId: string, begun: Begun | undefined) => Promise<unknown>) {
  const prefix = `labeldesk:${location.pathname}:`;
  const waiting = new Map<string, Begun | undefined>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function saveAll(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const drafts = [...waiting];
    waiting.clear();
    // One that does not arrive stays in the tab, and goes out with the next stroke.
    for (const [inputId, begun] of drafts) await save(inputId, begun);
  }

  return {
    /** What is kept of it in this tab, else what the server has given. */
    find(inputId: string, given: Begun | undefined): Begun | undefined {
      const kept = sessionStorage.getItem(prefix + inputId);
      return kept === null ? given : (JSON.parse(kept) ?? undefined);
    },
    keep(inputId: string, begun: Begun | undefined): void {
      try {
        sessionStorage.setItem(prefix + inputId, JSON.stringify(begun ?? null));
      } catch {
        // A full or forbidden storage: the server keeps it.
      }
      waiting.set(inputId, begun);
      timer ??= setTimeout(() => void saveAll(), PAUSE_MS);
    },
    /** It was submitted, or is not this person's any more. */
    forget(inputId: string): void {
      waiting.delete(inputId);
      sessionStorage.removeItem(prefix + inputId);
    },
    save: saveAll,
  };
}
