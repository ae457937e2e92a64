import type { Button } from "@slack/types";
import type { OwnWork } from "../../domain/own-part.ts";
import { button } from "../blocks.ts";
import { LABEL } from "./label-window.ts";

/** Leads a worker into the task: for the first time, or on. */
export const startButton = (taskId: string, { hasBegun }: Pick<OwnWork, "hasBegun">): Button =>
  button(LABEL.start, hasBegun ? "Continue" : "Start", { value: taskId, style: "primary" });
