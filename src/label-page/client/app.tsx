import { useEffect, useState } from "preact/hooks";
import type { Refusal, ShownWork } from "../protocol.ts";
import { Desk } from "./desk.tsx";
import { Notice } from "./parts/notice.tsx";
import { send } from "./work/send.ts";

type Phase =
  | { readonly kind: "opening" }
  | { readonly kind: "working"; readonly work: ShownWork }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/** The link is used up by this request and nothing else: opening the address alone, as previews do, changes nothing. */
async function open(): Promise<Phase> {
  const link = new URLSearchParams(location.search).get("link");
  const sent = link === null ? await send("work", {}) : await send("open", { link });
  if (!sent.ok) return { kind: "refused", refusal: sent.refusal };
  // It is good for nothing now; a reload goes on with the session.
  history.replaceState(null, "", location.pathname);
  return { kind: "working", work: sent.answer.work };
}

export function App() {
  const [phase, setPhase] = useState<Phase>({ kind: "opening" });
  const begin = (): void => {
    setPhase({ kind: "opening" });
    void open().then(setPhase);
  };
  useEffect(begin, []);

  if (phase.kind === "opening")
    return (
      <main class="notice" aria-busy="true">
        <p role="status">Opening …</p>
      </main>
    );
  if (phase.kind === "working") return <Desk first={phase.work} />;
  const { refused, title, words, url } = phase.refusal;
  return (
    <Notice
      title={title}
      words={words}
      {...(url !== undefined && { url })}
      {...(refused === "failed" && { action: { label: "Try again", onPress: begin } })}
    />
  );
}
