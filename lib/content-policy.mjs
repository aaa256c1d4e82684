/**
 * The content security policy of a page. Nothing is loaded from, or sent to, another host. This file is not compiled,
 * because proxy.ts and next.config.mjs both send the policy.
 * @param {{ scripts: string, development: boolean }} options which scripts may run; `next dev` builds its scripts and
 *   styles in the page
 */
export function contentPolicy({ scripts, development }) {
  return [
    "default-src 'none'",
    `script-src ${scripts}${development ? " 'unsafe-eval'" : ""}`,
    `style-src 'self'${development ? " 'unsafe-inline'" : ""}`,
    "font-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
