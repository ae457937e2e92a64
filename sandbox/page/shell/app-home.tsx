import { useMemo } from "preact/hooks";
import { toDrawnBlocks } from "../blocks/block-model.ts";
import { Blocks } from "../blocks/blocks.tsx";
import { FormContext } from "../fields/form.ts";
import { useLiveSandbox } from "../parts/sandbox-context.ts";
import { useWorkspace } from "../parts/workspace.ts";
import { useSurfaceForm } from "../surface/use-surface-form.ts";

const NO_BLOCKS: readonly [] = [];

/** The app's Home tab, as it was last published for this person. */
export function AppHome() {
  const { page } = useLiveSandbox();
  const { bot } = useWorkspace();
  const home = page.sandbox?.home ?? null;
  const blocks = useMemo(() => toDrawnBlocks(home?.blocks ?? NO_BLOCKS), [home]);
  const { form } = useSurfaceForm({ place: { kind: "home" }, blocks, channel: null });
  return (
    <div class="app-home" id="panel-home" role="tabpanel" aria-labelledby="tab-home">
      {home === null ? (
        <p class="empty">{bot.name} has not drawn its Home yet.</p>
      ) : (
        <FormContext.Provider value={form}>
          <Blocks blocks={blocks} />
        </FormContext.Provider>
      )}
    </div>
  );
}
