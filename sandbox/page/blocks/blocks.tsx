import { Markdown, toPlain } from "../text/text.tsx";
import { ActionsBlockView, ContextActionsBlockView } from "./actions-block.tsx";
import { AlertBlockView } from "./alert-block.tsx";
import type { DrawnBlock } from "./block-model.ts";
import { CardBlockView, CarouselBlockView } from "./card-block.tsx";
import { ChartBlockView } from "./chart-block.tsx";
import { ContainerBlockView } from "./container-block.tsx";
import { ContextBlockView } from "./context-block.tsx";
import { ImageBlockView } from "./image-block.tsx";
import { InputBlockView } from "./input-block.tsx";
import { RichTextBlockView } from "./rich-text-block.tsx";
import { SectionBlockView } from "./section-block.tsx";
import { DataTableBlockView, TableBlockView } from "./table-block.tsx";
import { PlanBlockView, TaskCardBlockView } from "./task-card-block.tsx";
import { VideoBlockView } from "./video-block.tsx";

export type BlocksProps = {
  readonly blocks: readonly DrawnBlock[];
  /** What is wrong with a field, by block id. */
  readonly errors?: { readonly [blockId: string]: string };
};

/** Draws a view's or a message's blocks. A field that keeps its block id keeps its place in the page, and so the focus. */
export function Blocks({ blocks, errors = {} }: BlocksProps) {
  return (
    <div class="blocks">
      {blocks.map((block, index) => (
        <BlockView
          key={block.block_id ?? `${index}-${block.type}`}
          block={block}
          error={block.block_id === undefined ? undefined : errors[block.block_id]}
        />
      ))}
    </div>
  );
}

function BlockView({ block, error }: { readonly block: DrawnBlock; readonly error: string | undefined }) {
  switch (block.type) {
    case "section":
      return <SectionBlockView block={block} />;
    case "header":
      return <h3 class="block-header">{toPlain(block.text)}</h3>;
    case "divider":
      return <hr class="block-divider" />;
    case "context":
      return <ContextBlockView block={block} />;
    case "actions":
      return <ActionsBlockView block={block} />;
    case "context_actions":
      return <ContextActionsBlockView block={block} />;
    case "image":
      return <ImageBlockView block={block} />;
    case "input":
      return <InputBlockView block={block} error={error} />;
    case "rich_text":
      return <RichTextBlockView block={block} />;
    case "markdown":
      return <Markdown source={block.text} />;
    case "table":
      return <TableBlockView block={block} />;
    case "data_table":
      return <DataTableBlockView block={block} />;
    case "card":
      return <CardBlockView block={block} />;
    case "carousel":
      return <CarouselBlockView block={block} />;
    case "alert":
      return <AlertBlockView block={block} />;
    case "video":
      return <VideoBlockView block={block} />;
    case "container":
      return (
        <ContainerBlockView block={block}>
          <Blocks blocks={block.child_blocks} />
        </ContainerBlockView>
      );
    case "data_visualization":
      return <ChartBlockView block={block} />;
    case "task_card":
      return <TaskCardBlockView block={block} />;
    case "plan":
      return <PlanBlockView block={block} />;
    default:
      return <UnknownBlock block={block} />;
  }
}

/** Apps may send blocks that are newer than this renderer, as they may in Slack. */
function UnknownBlock({ block }: { readonly block: { readonly type: string } }) {
  return <p class="unknown">A block of type {block.type} stands here. The sandbox cannot draw it.</p>;
}
