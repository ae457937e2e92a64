import { drawMarks } from "../pictures/draw-marks.ts";
import { createPictures } from "../services/labeling/pictures.ts";
import { createSlackFiles } from "../slack/files.ts";
import type { Base } from "./open-base.ts";

export type Pictures = ReturnType<typeof composePictures>;

type Needs = Pick<Base, "store" | "convertPicture" | "clients" | "tasks" | "accounts" | "times" | "now" | "log">;

/** What inputs look like, in Slack and in a browser. */
export function composePictures({ store, convertPicture, clients, tasks, accounts, times, now, log }: Needs) {
  const pictures = createPictures({
    tasks,
    files: createSlackFiles(clients.background),
    convert: convertPicture,
    draw: drawMarks,
    kept: store.uploadedPictures,
    otherSide: accounts.otherSide,
    times: times.pictures,
    now,
    log,
  });
  return { pictures };
}
