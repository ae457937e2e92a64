/** Who did something: a name, or the side on which it was done by somebody of whom nobody knows who it was. */
export type Author = string | { readonly on: string };

/** “by Lead Example”, or “on Clarifai”. */
export const sayAuthor = (author: Author): string => (typeof author === "string" ? `by ${author}` : `on ${author.on}`);

/** “Share 50 % → 90 %, by Lead Example”, or “Share 50 % → 90 %, changed on Clarifai”: after words that are no sentence yet. */
export const sayChangedBy = (author: Author): string =>
  typeof author === "string" ? `by ${author}` : `changed on ${author.on}`;
