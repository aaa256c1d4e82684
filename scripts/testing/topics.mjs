/** Names of folders and files that say nothing of what is in them. */
const ANYWHERE = new Set([
  "app",
  "api",
  "lib",
  "billing",
  "subscriptions",
  "pages",
  "page",
  "route",
  "src",
  "index",
  "support",
]);

/** @param {string} path @returns {string[]} what a file is about, by the names in its path */
export const topicsOf = (path) =>
  path
    .replace(/^tests\/\w+\//, "")
    .replace(/(\.test|\.spec)?\.\w+$/, "")
    .split(/[^a-z-]+/)
    .filter((topic) => topic && !ANYWHERE.has(topic));
