import type { MetadataRoute } from "next";
import { env } from "@/lib/env";

// The address is a setting, which the build doesn't know.
export const dynamic = "force-dynamic";

const PRIVATE = ["/api/", "/dashboard", "/account", "/workspaces", "/login", "/checkout", "/payment", "/invitation"];

export default function robots(): MetadataRoute.Robots {
  return { rules: { userAgent: "*", disallow: PRIVATE }, sitemap: `${env().FRONT_END_BASE_URL}/sitemap.xml` };
}
