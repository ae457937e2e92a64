/** Whom a page in a browser was opened to, and for which task. */
export type PageSession = {
  readonly team: string;
  /** Slack user id. */
  readonly person: string;
  readonly taskId: string;
  readonly purpose: PagePurpose;
};

export type PagePurpose = "label" | "review";
