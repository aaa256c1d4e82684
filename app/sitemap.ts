import type { MetadataRoute } from "next";
import { languages } from "@/lib/languages.mjs";
import { legal, legalHref } from "@/lib/brand/legal";
import { env } from "@/lib/env";
import { paths } from "./_components/paths";

// The address is a setting, which the build doesn't know.
export const dynamic = "force-dynamic";

/** The pages that anyone may find: the plans, and the legal pages that this app itself serves. */
export default function sitemap(): MetadataRoute.Sitemap {
  const ours = languages.flatMap((language) =>
    [legal.terms, legal.privacy].flatMap((link) => legalHref(link, language) ?? []),
  );
  const own = [paths.pricing, ...ours].filter((href) => href.startsWith("/"));
  return [...new Set(own)].map((path) => ({ url: `${env().FRONT_END_BASE_URL}${path}` }));
}
