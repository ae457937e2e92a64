import type { ModalView } from "@slack/types";
import type { LabelingInput } from "../../domain/labeling/label.ts";
import type { Picture } from "../../domain/labeling/picture.ts";
import { factLines, smallPrint } from "../blocks.ts";
import { cardView } from "../cards/task-card.ts";
import { parseObject } from "../form-state.ts";
import { contentBlocks } from "../labeling/content-blocks.ts";

/** An input, and what each labeler said of it. */
export type Disagreement = {
  readonly input: LabelingInput;
  readonly picture: Picture | undefined;
  readonly said: readonly { readonly name: string; readonly words: string }[];
};

export function readDisagreement(value: string): { readonly task: string; readonly input: string } | undefined {
  const { task, input } = parseObject(value) ?? {};
  return typeof task === "string" && typeof input === "string" ? { task, input } : undefined;
}

/** The input on which labelers differ, with what each of them says. */
export const buildDisagreement = ({ input, picture, said }: Disagreement): ModalView =>
  cardView("Disagreement", {
    blocks: [
      ...contentBlocks(input, picture, ""),
      factLines(said.map(({ name, words }) => [name, words])),
      smallPrint(input.id),
    ],
  });
