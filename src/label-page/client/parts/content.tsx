import { useEffect, useState } from "preact/hooks";
import type { ShownInput } from "../../protocol.ts";

type Props = {
  readonly input: Pick<ShownInput, "inputId" | "content">;
  readonly onShown: () => void;
  readonly onBroken: () => void;
};

/** An input to be called by its concepts. */
export function Content({ input, onShown, onBroken }: Props) {
  const { content } = input;
  switch (content.kind) {
    case "image":
      return (
        <div class="content">
          <img
            key={content.src}
            src={content.src}
            alt="What is to be labeled"
            referrerpolicy="no-referrer"
            onLoad={onShown}
            onError={onBroken}
          />
        </div>
      );
    case "video":
      return (
        <div class="content">
          {/* biome-ignore lint/a11y/useMediaCaption: it is what the labels are to be about. */}
          <video key={content.src} src={content.src} controls onError={onBroken} />
        </div>
      );
    case "audio":
      return (
        <div class="content">
          {/* biome-ignore lint/a11y/useMediaCaption: it is what the labels are to be about. */}
          <audio key={content.src} src={content.src} controls onError={onBroken} />
        </div>
      );
    case "text":
      return <Text key={input.inputId} text={content.text} whole={content.whole} />;
    case "unknown":
      return (
        <p class="content hint">
          This app cannot show this kind of input. Skip it, or open it in the labeling side's own pages.
        </p>
      );
  }
}

/** A text; of a long one its beginning, until all of it is there. */
function Text({ text, whole }: { readonly text: string; readonly whole: string | undefined }) {
  const [all, setAll] = useState(text);
  const [isBroken, setIsBroken] = useState(false);
  useEffect(() => {
    if (whole === undefined) return;
    const leaving = new AbortController();
    readText(whole, leaving.signal).then(setAll, () => setIsBroken(!leaving.signal.aborted));
    return () => leaving.abort();
  }, [whole]);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long text is scrolled by the keyboard. */}
      <div class="content text" tabIndex={0} role="document" aria-label="Text">
        {all}
      </div>
      {isBroken && (
        <p class="hint">This is only its beginning: the rest could not be read. Reload the page to try again.</p>
      )}
    </>
  );
}

async function readText(address: string, signal: AbortSignal): Promise<string> {
  const answer = await fetch(address, { signal });
  if (!answer.ok) throw new Error(`a text was answered with ${answer.status}`);
  return answer.text();
}
