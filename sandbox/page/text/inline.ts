/** A run of formatted text: what both Slack's mrkdwn and Markdown are parsed into. */
export type Inline =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "bold" | "italic" | "strike"; readonly children: readonly Inline[] }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "link"; readonly url: string; readonly children: readonly Inline[] }
  | { readonly kind: "user"; readonly id: string; readonly label?: string }
  | { readonly kind: "channel"; readonly id: string; readonly label?: string }
  | { readonly kind: "broadcast"; readonly label: string }
  | {
      readonly kind: "date";
      readonly unix: number;
      readonly format: string;
      readonly url?: string;
      readonly fallback: string;
    }
  | { readonly kind: "break" };

/** A paragraph-like part of a text. */
export type TextPart =
  | { readonly kind: "paragraph"; readonly children: readonly Inline[] }
  | { readonly kind: "heading"; readonly level: number; readonly children: readonly Inline[] }
  | { readonly kind: "quote"; readonly children: readonly Inline[] }
  | { readonly kind: "list"; readonly ordered: boolean; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: "table"; readonly rows: readonly (readonly (readonly Inline[])[])[] }
  | { readonly kind: "rule" }
  | { readonly kind: "pre"; readonly text: string };

const SAFE_URL = /^(https?:|mailto:|slack:|\/)/i;

/** Only addresses that a click may follow: an app's text never becomes a script. */
export const isSafeUrl = (url: string): boolean => SAFE_URL.test(url);
