/** @type {import("next").NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  // Both forms of a path answer by themselves: Stripe and many clients do not follow a redirect of a POST.
  skipTrailingSlashRedirect: true,
};

export default config;
