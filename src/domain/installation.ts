/** Where the app is installed: a workspace, or every workspace of an organization. */
export type Installation = {
  readonly team: string;
  /** The organization, where the app is installed to the whole of it. */
  readonly enterprise?: string;
};
