/** For everything that the page's server answers: nothing is taken from elsewhere but pictures, which inputs have by their address. */
export function securityHeaders(publicUrl: string | undefined): Readonly<Record<string, string>> {
  // A page over plain http, as in the sandbox, also shows pictures that come so.
  const elsewhere = publicUrl?.startsWith("https:") ? "https:" : "https: http:";
  return {
    "content-security-policy": [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      `img-src 'self' ${elsewhere}`,
      `media-src 'self' ${elsewhere}`,
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join("; "),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
  };
}

/** For what is an input's and not ours: opened by itself, it can do nothing. */
export const MEDIA_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
