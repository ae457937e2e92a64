/** How a picture is shown in Slack: by an address that Slack may fetch, as a file that was uploaded to it, or not, and why. */
export type Picture =
  | { readonly kind: "url"; readonly url: string }
  | { readonly kind: "file"; readonly fileId: string }
  | { readonly kind: "none"; readonly why: string };
