import type { PagePurpose } from "../domain/labeling/page-session.ts";

/** Where the assets lie, as seen from each page. */
const ASSETS = { label: "assets", review: "../assets" } as const satisfies Record<PagePurpose, string>;

/** The page itself: what it shows is made by its script. `version` changes with the assets. */
export const pageHtml = (version: string, purpose: PagePurpose): string => `<!doctype html>
<html lang="en" data-page="${purpose}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>Labeldesk</title>
<link rel="icon" href="${ASSETS[purpose]}/icon.svg">
<link rel="stylesheet" href="${ASSETS[purpose]}/page.css?v=${version}">
<script type="module" src="${ASSETS[purpose]}/page.js?v=${version}"></script>
</head>
<body>
<div id="root"></div>
<noscript>This page draws with JavaScript: allow it here, and load the page again.</noscript>
</body>
</html>
`;

export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20"><rect width="20" height="20" rx="5" fill="#0b5cad"/><path d="M5 8V5h3m4 0h3v3m0 4v3h-3m-4 0H5v-3" fill="none" stroke="#fff" stroke-width="1.8"/></svg>`;
