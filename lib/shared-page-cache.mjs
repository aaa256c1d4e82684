import { createHash } from "node:crypto";
import { contentPolicy } from "./content-policy.mjs";

/**
 * Keeps the shared page in this process's memory until the catalog's version changes. Next loads this file as it is
 * (next.config.mjs), beside what it compiles, and asks it with every request of a static page:
 * https://nextjs.org/docs/app/api-reference/config/next-config-js/incrementalCacheHandlerPath
 */
const pages = new Map();
const versionsBeforeRendering = new Map();
const files = new Map();

/** What next.config.mjs chooses the language by: caches in between must not give one visitor's page to another. */
const DECIDED_BY = "Accept-Language, Cookie";

/**
 * A kept page can't carry a nonce of one request, and Next writes its data into it as inline scripts that differ with
 * every catalog. So the policy names each by its hash: nothing else that would get into the page runs.
 * @param {string} html
 */
export function policyOf(html) {
  const scripts = [...html.matchAll(/<script(?=[\s>])([^>]*)>([^]*?)<\/script>/gi)].filter(
    ([, attributes]) => !/\ssrc=/i.test(attributes ?? ""),
  );
  const hashes = scripts.map(
    ([, , text]) =>
      `'sha256-${createHash("sha256")
        .update(text ?? "")
        .digest("base64")}'`,
  );
  return contentPolicy({ scripts: ["'self'", ...new Set(hashes)].join(" "), development: false });
}

/** The number that the mirror's writer raises; lib/billing/catalog/catalog.ts leaves its reader here when the server starts. */
const catalogVersion = async (isNew = false) => globalThis.billingCatalogVersion?.(isNew);

/** What the build made of files, such as the icon; it asks nothing of the database. */
const isFile = (key) => /\.\w+$/.test(key);

/** The shared page, in any language. What Next puts before its path is its own. */
const isPlans = (key) => /\/pricing(?:\/[\w-]+)?$/.test(key);

export default class SharedPageCache {
  async get(key) {
    if (isFile(key)) return files.get(key) ?? null;
    const version = await catalogVersion();
    const page = pages.get(key);
    // Dated now, because the page is current and never expires by age.
    if (version !== undefined && page?.version === version) return { value: page.value, lastModified: Date.now() };
    // The plans are rendered now. Where the database is away, that fails here: an error within the page would come with
    // inline scripts that no policy names, and be blank.
    const before = isPlans(key) ? await catalogVersion(true) : version;
    if (!versionsBeforeRendering.has(key)) versionsBeforeRendering.set(key, before);
    return null;
  }

  /** What is rendered is at least as new as the version read before, and is kept under that one. */
  async set(key, value) {
    if (isFile(key)) return void files.set(key, { value, lastModified: Date.now() });
    const version = versionsBeforeRendering.get(key);
    versionsBeforeRendering.delete(key);
    if (value?.kind !== "APP_PAGE" || value.status === 404) return;
    // Next writes its own Vary over that of next.config.mjs, and adds what a page carries: also to the answer for which
    // the page has just been rendered.
    value.headers = { ...value.headers, vary: DECIDED_BY, "content-security-policy": policyOf(value.html) };
    pages.set(key, { version, value });
  }

  async revalidateTag() {}

  resetRequestCache() {}
}
