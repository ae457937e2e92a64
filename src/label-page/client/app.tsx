import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Refusal } from "../protocol.ts";
import { Notice } from "./parts/notice.tsx";
import type { Sent } from "./work/send.ts";

type Phase<Shown> =
  | { readonly kind: "opening" }
  | { readonly kind: "working"; readonly work: Shown }
  | { readonly kind: "refused"; readonly refusal: Refusal<Shown> };

type Props<Shown> = {
  readonly ask: {
    (name: "work", body: Record<string, never>): Promise<Sent<Shown>>;
    (name: "open", body: { readonly link: string }): Promise<Sent<Shown>>;
  };
  readonly show: (work: Shown) => ComponentChildren;
  /** What a link to where it can be done instead is called. */
  readonly elsewhere: string;
};

/** The link is used up by this request and nothing else: opening the address alone, as previews do, changes nothing. */
async function open<Shown>(ask: Props<Shown>["ask"]): Promise<Phase<Shown>> {
  const link = new URLSearchParams(location.search).get("link");
  const sent = link === null ? await ask("work", {}) : await ask("open", { link });
  if (!sent.ok) return { kind: "refused", refusal: sent.refusal };
  // It is good for nothing now; a reload goes on with the session.
  history.replaceState(null, "", location.pathname);
  return { kind: "working", work: sent.answer.work };
}

/** A page, from its link to what is done on it. */
export function App<Shown>({ ask, show, elsewhere }: Props<Shown>) {
  const [phase, setPhase] = useState<Phase<Shown>>({ kind: "opening" });
  const begin = (): void => {
    setPhase({ kind: "opening" });
    void open(ask).then(setPhase);
  };
  useEffect(begin, []);

  if (phase.kind === "opening")
    return (
      <main class="notice" aria-busy="true">
        <p role="status">Opening …</p>
      </main>
    );
  if (phase.kind === "working") return <>{show(phase.work)}</>;
  const { refused, title, words, url } = phase.refusal;
  return (
    <Notice
      title={title}
      words={words}
      {...(url !== undefined && { url, urlWords: elsewhere })}
      {...(refused === "failed" && { actions: [{ label: "Try again", onPress: begin }] })}
    />
  );
}
