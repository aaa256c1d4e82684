/**
 * The content security policy of a page: nothing comes from, or goes to, another host. In a file of its own, and not
 * compiled, because proxy.ts and next.config.mjs both send it.
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
