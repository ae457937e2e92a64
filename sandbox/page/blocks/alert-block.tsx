import type { AlertBlock } from "@slack/types";
import { Icon } from "../parts/icons.tsx";
import { Text } from "../text/text.tsx";

export function AlertBlockView({ block }: { readonly block: AlertBlock }) {
  const level = block.level ?? "default";
  const isLoud = level === "warning" || level === "error";
  return (
    <div class={`block-alert block-alert-${level}`} role={isLoud ? "alert" : "note"}>
      <Icon name={level === "success" ? "check" : isLoud ? "alert" : "info"} />
      <Text text={block.text} />
    </div>
  );
}
