import { useMemo, useRef, useState } from "preact/hooks";
import type { OpenView } from "../../slack/sandbox-state.ts";
import { toDrawnBlocks } from "../blocks/block-model.ts";
import { Blocks } from "../blocks/blocks.tsx";
import { wordsOf } from "../client/use-sandbox.ts";
import { FormContext } from "../fields/form.ts";
import { Avatar } from "../parts/avatar.tsx";
import { Icon } from "../parts/icons.tsx";
import { useLiveSandbox } from "../parts/sandbox-context.ts";
import { useWorkspace } from "../parts/workspace.ts";
import { useSurfaceForm } from "../surface/use-surface-form.ts";
import { toPlain } from "../text/text.tsx";
import { checkFields } from "./check-fields.ts";

type ModalViewProps = {
  readonly open: OpenView;
  /** How many modals are open. */
  readonly depth: number;
  onClose(isCleared: boolean): void;
};

/** One modal: title, blocks, and its two buttons. */
export function ModalView({ open, depth, onClose }: ModalViewProps) {
  const { view } = open;
  const blocks = useMemo(() => toDrawnBlocks(view.blocks), [view.blocks]);
  const { client } = useLiveSandbox();
  const workspace = useWorkspace();
  const body = useRef<HTMLDivElement>(null);
  const [errors, setErrors] = useState<{ readonly [blockId: string]: string }>({});
  const [notice, setNotice] = useState<string>();
  const [isSending, setSending] = useState(false);
  const { form, touched } = useSurfaceForm({
    place: { kind: "view", viewId: open.id },
    blocks,
    values: open.values,
    channel: null,
    onKeep: ({ blockId }) => setErrors(({ [blockId]: _mended, ...rest }) => rest),
  });

  const showErrors = (found: { readonly [blockId: string]: string }) => {
    setErrors(found);
    const first = blocks.find((block) => block.block_id !== undefined && block.block_id in found);
    // Once they are drawn: the field gets the focus, and a screen reader its message.
    requestAnimationFrame(() => focusBlock(body.current, first?.block_id));
  };
  const submit = async () => {
    if (isSending) return;
    setNotice(undefined);
    const found = checkFields(blocks, form.read);
    if (Object.keys(found).length > 0) return showErrors(found);
    setSending(true);
    try {
      const answer = await client.post("POST view-submissions", { viewId: open.id, values: touched.current });
      if (answer.result === "errors") showErrors(answer.errors);
      if (answer.result === "failed") setNotice(answer.notice);
    } catch (error) {
      setNotice(wordsOf(error));
    } finally {
      setSending(false);
    }
  };

  return (
    <form
      class="modal-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <header class="dialog-head">
        {depth > 1 ? (
          <button type="button" class="icon-button" aria-label="Back" onClick={() => onClose(false)}>
            <Icon name="back" size={20} />
          </button>
        ) : (
          <Avatar userId={workspace.bot.userId} size={32} />
        )}
        <h2 id={`view-${open.id}`}>{toPlain(view.title)}</h2>
        <button type="button" class="icon-button" aria-label="Close" onClick={() => onClose(depth > 1)}>
          <Icon name="close" size={20} />
        </button>
      </header>
      {/* It takes the focus of a modal without fields, so that it is read out and scrolls by keys. */}
      <div class="dialog-body" ref={body} tabIndex={-1}>
        {notice !== undefined && (
          <p class="modal-notice" role="alert">
            <Icon name="alert" />
            {notice}
          </p>
        )}
        <FormContext.Provider value={form}>
          <Blocks blocks={blocks} errors={errors} />
        </FormContext.Provider>
      </div>
      <footer class="dialog-foot">
        <button type="button" class="button" onClick={() => onClose(false)}>
          {toPlain(view.close) || (view.submit ? "Cancel" : "Close")}
        </button>
        {view.submit && (
          <button type="submit" class="button primary" aria-busy={isSending || undefined}>
            {toPlain(view.submit)}
          </button>
        )}
      </footer>
    </form>
  );
}

function focusBlock(body: HTMLElement | null, blockId: string | undefined): void {
  if (body === null || blockId === undefined) return;
  const block = body.querySelector<HTMLElement>(`[data-block-id="${CSS.escape(blockId)}"]`);
  block?.querySelector<HTMLElement>("input, textarea")?.focus();
  block?.scrollIntoView({ block: "nearest" });
}
