import type { PlanBlock, TaskCardBlock } from "@slack/types";
import { RichTextBlockView } from "./rich-text-block.tsx";

const STATES: Readonly<Record<TaskCardBlock["status"], string>> = {
  pending: "○ Waiting",
  in_progress: "◐ Working",
  complete: "● Done",
  error: "✕ Failed",
};

export function TaskCardBlockView({ block }: { readonly block: TaskCardBlock }) {
  return (
    <div class="block-card">
      <div class="block-card-body">
        <div class="block-card-title">{block.title}</div>
        <div class="block-card-subtitle">{STATES[block.status]}</div>
        {block.details && <RichTextBlockView block={block.details} />}
        {block.output && <RichTextBlockView block={block.output} />}
      </div>
    </div>
  );
}

const isTaskCard = (task: TaskCardBlock | Record<string, unknown>): task is TaskCardBlock =>
  "type" in task && task.type === "task_card";

export function PlanBlockView({ block }: { readonly block: PlanBlock }) {
  return (
    <section class="block-container">
      <strong>{block.title}</strong>
      {block.tasks?.filter(isTaskCard).map((task) => (
        <TaskCardBlockView key={task.task_id} block={task} />
      ))}
    </section>
  );
}
