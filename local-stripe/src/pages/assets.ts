// The stylesheet, the scripts and the icon of the pages, read once.
import { readFileSync } from "node:fs";
import { Hono } from "hono";
import type { Bindings, Http } from "../http/pipeline.ts";

const TYPES = {
  "pages.css": "text/css",
  "pages.js": "text/javascript",
  "icon.svg": "image/svg+xml",
  "stripe.js": "text/javascript",
};
type Asset = keyof typeof TYPES;

const bodies = new Map(
  Object.keys(TYPES).map((name) => [name, readFileSync(new URL(`assets/${name}`, import.meta.url), "utf8")]),
);

export function serveAsset(http: Http, name: Asset): Response {
  return http.body(bodies.get(name) ?? "", 200, {
    "Content-Type": `${TYPES[name]}; charset=utf-8`,
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
  });
}

export function assetRoutes(): Hono<Bindings> {
  const assets = new Hono<Bindings>();
  for (const name of ["pages.css", "pages.js", "icon.svg"] as const)
    assets.get(`/${name}`, (http) => serveAsset(http, name));
  return assets;
}
