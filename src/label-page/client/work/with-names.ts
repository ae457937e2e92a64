import type { Said } from "../../../domain/labeling/label.ts";

/** The server knows shapes by their concepts; those without one yet stay in the tab. */
export const withNames = (said: Said): Said =>
  said.kind === "concepts" ? said : { ...said, shapes: said.shapes.filter(({ concept }) => concept !== "") };
