// The stylesheet, the script and the icon of the pages, read once.
import { readFileSync } from "node:fs";
import { Hono } from "hono";
import type { Bindings } from "../http/pipeline.ts";

const TYPES = { "pages.css": "text/css", "pages.js": "text/javascript", "icon.svg": "image/svg+xml" };

export function assetRoutes(): Hono<Bindings> {
  const assets = new Hono<Bindings>();
  for (const [name, type] of Object.entries(TYPES)) {
    const body = readFileSync(new URL(`assets/${name}`, import.meta.url), "utf8");
    assets.get(`/${name}`, (http) =>
      http.body(body, 200, {
        "Content-Type": `${type}; charset=utf-8`,
        "Cache-Control": "no-cache",
        "X-Content-Type-Options": "nosniff",
      }),
    );
  }
  return assets;
}
