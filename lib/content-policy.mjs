/** @typedef {{ frames: string[], connections: string[], images: string[] }} Hosts */

/**
 * The content security policy of a page. Nothing is loaded from, or sent to, another host, but on the page of the
 * checkout (lib/checkout-policy.ts). This file is not compiled, because proxy.ts and next.config.mjs both send the policy.
 * @param {{ scripts: string, development: boolean, hosts?: Hosts }} options which scripts may run; `next dev` builds its
 *   scripts and styles in the page
 */
export function contentPolicy({ scripts, development, hosts = { frames: [], connections: [], images: [] } }) {
  return [
    "default-src 'none'",
    `script-src ${scripts}${development ? " 'unsafe-eval'" : ""}`,
    `style-src 'self'${development ? " 'unsafe-inline'" : ""}`,
    "font-src 'self'",
    ["img-src 'self' data:", ...hosts.images].join(" "),
    ["connect-src 'self'", ...hosts.connections].join(" "),
    ...(hosts.frames.length > 0 ? [["frame-src", ...hosts.frames].join(" ")] : []),
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
