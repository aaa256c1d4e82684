import { fileURLToPath } from "node:url";
import { PHASE_DEVELOPMENT_SERVER } from "next/constants.js";
import { contentPolicy } from "./lib/content-policy.mjs";
import { permissionsPolicy } from "./lib/permissions-policy.mjs";
import { acceptPattern, LANGUAGE_COOKIE, languages } from "./lib/languages.mjs";

/** Sent with every answer. What differs from request to request is added in proxy.ts. */
const everywhere = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  // The address of /payment holds a checkout session's id, so no other site learns our addresses.
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: permissionsPolicy() },
];

const policy = (value) => [{ key: "Content-Security-Policy", value }];

// The shared page is kept with a policy that names its inline scripts (lib/shared-page-cache.mjs), which takes the place
// of this one (lib/server/guard.ts). Where nothing of ours keeps it, nobody can name them: in a development server, and
// on Vercel. It shows nothing that a visitor could have written.
const sharedScripts = (isDevelopment) => (isDevelopment || process.env.VERCEL ? "'self' 'unsafe-inline'" : "'self'");

// The first that fits is the page a visitor gets: as languageOf in lib/languages.mjs decides for all other pages.
// Readers of the first language get the page at its address without a rewrite, which would cost an eighth of such an
// answer.
const [first, ...others] = languages;
const chosen = (language) => ({ type: "cookie", key: LANGUAGE_COOKIE, value: language });
const accepted = (language) => ({ type: "header", key: "accept-language", value: acceptPattern(language) });
const sharedPages = [
  ...others.map((language) => ({ destination: `/pricing/${language}`, has: [chosen(language)] })),
  ...others.map((language) => ({
    destination: `/pricing/${language}`,
    has: [accepted(language)],
    missing: [chosen(first)],
  })),
];

/** @returns {import("next").NextConfig} */
const config = (phase) => {
  const isDevelopment = phase === PHASE_DEVELOPMENT_SERVER;
  return {
    reactStrictMode: true,
    // A folder that runs without node_modules. On Vercel, which packs the app itself, it would only cost time.
    ...(process.env.VERCEL ? {} : { output: "standalone" }),
    // Not a folder above, even if that has a lockfile, too.
    outputFileTracingRoot: fileURLToPath(new URL(".", import.meta.url)),
    poweredByHeader: false,
    // No page has a picture to be resized, so nobody else shall have ours resized either.
    images: { unoptimized: true },
    // A build checks what it builds; `npm run types` checks the tests and scripts, too, so `npm test` checks once.
    typescript: { tsconfigPath: "tsconfig.build.json", ignoreBuildErrors: process.env.TYPES_ARE_CHECKED === "1" },
    // Both forms of a path answer directly, because Stripe and many clients do not follow a redirect of a POST.
    skipTrailingSlashRedirect: true,
    // proxy.ts is given addresses as they are, also on 127.0.0.1, and makes the ones it rewrites to of them.
    skipProxyUrlNormalize: true,
    // Static pages are kept in memory and by the catalog's version. On disk, or by time, a page would outlive a change.
    cacheHandler: fileURLToPath(new URL("lib/shared-page-cache.mjs", import.meta.url)),
    cacheMaxMemorySize: 0,
    // Caches in between may not serve a page on after its two seconds (app/pricing) while they fetch another.
    expireTime: 2,
    rewrites: async () => ({
      beforeFiles: [
        ...["/pricing", "/"].flatMap((source) => sharedPages.map((page) => ({ source, ...page }))),
        { source: "/", destination: "/pricing" },
      ],
    }),
    headers: async () => [
      { source: "/:path*", headers: everywhere },
      // The shared page waits for it. What it does for an hour, an earlier one does as well.
      { source: "/theme.js", headers: [{ key: "Cache-Control", value: "public, max-age=3600" }] },
      // For what neither proxy.ts nor a line below sends a policy with, such as an unknown address under /_next/.
      { source: "/:path*", headers: policy("default-src 'none'; frame-ancestors 'none'") },
      // Elsewhere the server says it whenever FRONT_END_BASE_URL is https (lib/server/watch.ts), whatever a proxy says.
      ...(process.env.VERCEL
        ? [{ source: "/:path*", headers: [{ key: "Strict-Transport-Security", value: "max-age=31536000" }] }]
        : []),
      // The page for an unknown address there has styles, and is complete without scripts, which no nonce lets run.
      { source: "/_next/:path*", headers: policy(contentPolicy({ scripts: "'none'", development: isDevelopment })) },
      { source: "/api/:path*", headers: policy("default-src 'none'; frame-ancestors 'none'") },
      // Without a parameter in the address. With one, Next compiles a policy that contains a colon again for each
      // request.
      ...["/pricing", "/"].map((source) => ({
        source,
        headers: policy(contentPolicy({ scripts: sharedScripts(isDevelopment), development: isDevelopment })),
      })),
    ],
  };
};

export default config;
