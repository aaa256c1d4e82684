/** Sent with every answer. What depends on the request or the settings is added in proxy.ts. */
const everywhere = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  // The address of /payment holds a checkout session's id: no other site is told any address of ours.
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
];

/** @type {import("next").NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  // Both forms of a path answer by themselves: Stripe and many clients do not follow a redirect of a POST.
  skipTrailingSlashRedirect: true,
  // proxy.ts is given addresses as they are, also on 127.0.0.1, and makes the ones it rewrites to of them.
  skipProxyUrlNormalize: true,
  // The pricing page is kept in memory only: on disk it would outlive a change of settings or of the database.
  experimental: { isrFlushToDisk: false },
  headers: async () => [
    { source: "/:path*", headers: everywhere },
    {
      source: "/api/:path*",
      headers: [{ key: "Content-Security-Policy", value: "default-src 'none'; frame-ancestors 'none'" }],
    },
  ],
};

export default config;
