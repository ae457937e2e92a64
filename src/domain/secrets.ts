/**
 * What each sealed secret is about: it is authenticated with it, so that what was sealed for one workspace, person or account opens
 * as nobody else's.
 */
export const SECRETS = {
  ownKey: ({ team, person, account }: { readonly team: string; readonly person: string; readonly account: string }) =>
    JSON.stringify(["own key", team, person, account]),
  botToken: ({ team }: { readonly team: string }) => JSON.stringify(["bot token", team]),
  accountKey: ({ team, userId, appId }: { readonly team: string; readonly userId: string; readonly appId: string }) =>
    JSON.stringify(["account key", team, userId, appId]),
  /** What the app has made for itself. */
  ofApp: ({ name }: { readonly name: string }) => JSON.stringify(["of the app", name]),
};

/** A sealed text, and the id of the key that opens it. */
export type Sealed = { readonly keyId: string; readonly bytes: string };

/** What seals secrets before they are kept. `about`: whose it is; sealed about one thing, it does not open as another's. */
export type Sealer = {
  /** Names the key that seals. */
  readonly keyId: string;
  seal(text: string, about: string): Sealed;
  /** Undefined where no key at hand opens it, and where it was changed. */
  open(sealed: Sealed, about: string): string | undefined;
};
