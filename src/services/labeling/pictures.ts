import type { Pictures } from "./ports.ts";

/** Pictures by the addresses that they have. */
export const createPictures = (): Pictures => {
  const known: Pictures["known"] = (_lane, { content }) =>
    content.kind === "image" && content.url?.startsWith("https://")
      ? { kind: "url", url: content.url }
      : { kind: "none", why: "Slack cannot show this picture." };
  return {
    known,
    show: async (lane, input) => known(lane, input) ?? { kind: "none", why: "" },
    prepare: () => undefined,
  };
};
