import type { Picture } from "../../domain/labeling/picture.ts";

/** Nothing to show, and why. */
export const none = (why: string): Picture => ({ kind: "none", why });

/** Why there is no picture, for whoever was to see it. */
export const wordsOf = {
  noPicture: "This input is not a picture.",
  gone: "This input does not exist any more: somebody has deleted it.",
  empty: "This input has no picture: neither a file nor an address.",
  notPublic: (url: string): string =>
    `This picture stands ${hostOf(url)}, which Slack cannot reach from outside. Import it as a file to see it here.`,
  notLoaded: "Slack cannot load this picture: its address gives none, or one that Slack does not show.",
  notGiven: "The picture could not be fetched.",
  notTaken: {
    rate_limited: "Slack takes no more pictures at this moment. Try again in a minute.",
    unavailable: "Slack did not take this picture. Try again in a minute.",
    refused: "Slack refuses this picture: a workspace admin may have switched file uploads off.",
    not_allowed:
      "Labeldesk may not upload pictures to this workspace. An admin has to install it again, with the permission files:write.",
    other: "Slack did not take this picture. If it keeps happening, tell the person who installed Labeldesk.",
  } as Readonly<Partial<Record<string, string>> & { readonly other: string }>,
  ourFault: "Labeldesk could not show this picture. If it keeps happening, tell the person who installed it.",
};

/** Only the host: the rest of an address may be a secret, or long. */
function hostOf(url: string): string {
  const host = URL.canParse(url) ? new URL(url).hostname : "";
  return host === "" ? "at an address" : `on ${host}`;
}
