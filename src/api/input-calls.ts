import type { PictureInput, PictureSize } from "../domain/labeling/picture.ts";
import type { Haste } from "../domain/task.ts";
import type { AppClient } from "./app-client.ts";
import { PAGE_SIZE } from "./pages.ts";
import { InputAnswer, SizesAnswer } from "./wire-input.ts";

/** Ids that are named in one address: servers take some 8,000 characters of it, and an id has up to 256, each up to three when it is written. */
const MAX_ID_CHARACTERS = 2_000;

/** The calls about single inputs. All reject with `TasksApiError`. */
export function createInputCalls(app: AppClient) {
  const listSizes = (ids: readonly string[]) =>
    app
      .send(
        {
          name: "ListInputs",
          method: "GET",
          path: ["inputs"],
          query: { ids, page: 1, per_page: PAGE_SIZE },
          isMinimal: true,
          answer: SizesAnswer,
          repeat: "always",
        },
        "background",
      )
      .then(({ inputs }) => inputs);

  return {
    /** GetInput. */
    getInput: (id: string, haste: Haste): Promise<PictureInput> =>
      app
        .send(
          {
            name: "GetInput",
            method: "GET",
            path: ["inputs", id],
            carriesFile: true,
            answer: InputAnswer,
            repeat: "always",
          },
          haste,
        )
        .then(({ input }) => input),

    /** ListInputs by ids. Inputs that are no pictures, or whose size the other side does not know, are absent. */
    readPictureSizes: async (inputIds: readonly string[]): Promise<ReadonlyMap<string, PictureSize>> => {
      const sizes = new Map<string, PictureSize>();
      for (const ids of groupsOf(inputIds)) {
        for (const { id, size } of await listSizes(ids)) if (size) sizes.set(id, size);
      }
      return sizes;
    },
  };
}

function groupsOf(ids: readonly string[]): string[][] {
  const groups: string[][] = [];
  let characters = 0;
  for (const id of ids) {
    const last = groups.at(-1);
    characters += id.length;
    if (last && last.length < PAGE_SIZE && characters <= MAX_ID_CHARACTERS) {
      last.push(id);
      continue;
    }
    groups.push([id]);
    characters = id.length;
  }
  return groups;
}
