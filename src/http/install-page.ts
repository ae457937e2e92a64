/** What somebody who installs the app reads in their browser. */
export type InstallPage = {
  readonly title: string;
  /** A paragraph each. */
  readonly words: readonly string[];
  readonly link?: { readonly url: string; readonly words: string };
};

/** Nothing but the words themselves: no script, no picture, nothing from elsewhere. */
export const PAGE_HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
};

export const installPageHtml = ({ title, words, link }: InstallPage): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)} · Labeldesk</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:12vh auto;padding:0 1.5rem}h1{font-size:1.4rem}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${words.map((each) => `<p>${escapeHtml(each)}</p>`).join("\n")}
${link ? `<p><a href="${escapeHtml(link.url)}">${escapeHtml(link.words)}</a></p>` : ""}
</main>
</body>
</html>
`;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A workspace is called as its people like. */
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
