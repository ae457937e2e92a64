import type { PictureInput } from "../domain/labeling/picture.ts";
import type { Haste } from "../domain/task.ts";
import type { AppClient } from "./app-client.ts";
import { InputAnswer } from "./wire-input.ts";

/** The calls about single inputs. All reject with `TasksApiError`. */
export const createInputCalls = (app: AppClient) => ({
  /** GetInput. */
  getInput: (id: string, haste: Haste): Promise<PictureInput> =>
    app
      .send({ name: "GetInput", method: "GET", path: ["inputs", id], answer: InputAnswer, repeat: "always" }, haste)
      .then(({ input }) => input),
});
