import { useEffect, useMemo } from "preact/hooks";
import { createDrafts } from "./drafts.ts";

/** The drafts of this page. What the server does not know yet goes out when somebody turns to something else. */
export function useDrafts<Begun>(save: (inputId: string, begun: Begun | undefined) => Promise<unknown>) {
  const drafts = useMemo(() => createDrafts(save), []);
  useEffect(() => {
    const onHidden = (): void => void (document.visibilityState === "hidden" && drafts.save());
    document.addEventListener("visibilitychange", onHidden);
    return () => document.removeEventListener("visibilitychange", onHidden);
  }, []);
  return drafts;
}
