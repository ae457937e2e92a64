/** Whom one is being and where, kept in the address: a reload stays, and two windows can be two people. */
export type PageAddress = { readonly as?: string; readonly conversation?: string };

/** Reads `#/U123/C456`. */
export function readAddress(hash: string): PageAddress {
  const [, as, conversation] = /^#\/(\w+)(?:\/(\w+))?$/.exec(hash) ?? [];
  return { ...(as !== undefined && { as }), ...(conversation !== undefined && { conversation }) };
}

export const writeAddress = (as: string, conversation: string | undefined): string =>
  conversation === undefined ? `#/${as}` : `#/${as}/${conversation}`;
