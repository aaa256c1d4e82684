import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { getCatalogVersion } from "@/lib/billing/catalog";
import { env } from "@/lib/env";

/**
 * Brings an address to the page that answers it and sends the headers that depend on the request or the settings; the
 * same headers for everything are in next.config.mjs. It decides no access: that is the pages' and routes' affair.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const path = request.nextUrl.pathname.replace(/(.)\/+$/, "$1");
  if (path === "/" || path === "/pricing") return sharedPage(request);
  // Versions of the pricing page are ours to name: a made-up one would be rendered and kept.
  if (path.startsWith("/pricing/")) return personalPage(request, "/not-found");
  if (path === `/${env().CHECKOUT_SUCCESS_URL_PATH}`) return personalPage(request, "/payment");
  if (path === `/${env().CHECKOUT_CANCEL_URL_PATH}`) return personalPage(request, "/dashboard");
  return personalPage(request, path);
}

/** The page that everybody shares: kept by this server for one version of the catalogue, and by nobody else. */
async function sharedPage(request: NextRequest): Promise<NextResponse> {
  const response = NextResponse.rewrite(addressOf(request, `/pricing/${await getCatalogVersion()}`));
  // Without this Next would tell caches in between to keep the page for a year.
  response.headers.set("cache-control", "private, no-cache");
  // A page that is kept can't carry a nonce of one request, and Next writes the page's data into it as inline scripts
  // that differ with every catalogue, so they can be neither named nor hashed here. The page shows nothing that a
  // visitor could have written, and reads no parameter but a workspace's id, which it only sends to our own endpoint.
  return withPolicy(response, "'self' 'unsafe-inline'");
}

/** A page that is rendered for one request: only scripts with this request's nonce run on it. */
function personalPage(request: NextRequest, path: string): NextResponse {
  const nonce = randomBytes(16).toString("base64");
  const scripts = `'nonce-${nonce}' 'strict-dynamic'`;
  const headers = new Headers(request.headers);
  // Next takes the nonce for its own scripts from here.
  headers.set("content-security-policy", policy(scripts));
  const target = addressOf(request, path);
  const init = { request: { headers } };
  const response = path === request.nextUrl.pathname ? NextResponse.next(init) : NextResponse.rewrite(target, init);
  return withPolicy(response, scripts);
}

/** Made of the plain address: `nextUrl` calls 127.0.0.1 localhost, and Next would take that for another server. */
function addressOf(request: NextRequest, path: string): URL {
  const address = new URL(request.url);
  address.pathname = path;
  return address;
}

function withPolicy(response: NextResponse, scripts: string): NextResponse {
  response.headers.set("content-security-policy", policy(scripts));
  if (env().FRONT_END_BASE_URL.startsWith("https:")) {
    response.headers.set("strict-transport-security", "max-age=31536000");
  }
  return response;
}

/** Nothing comes from, or goes to, another host; `next dev` builds its scripts and styles in the page. */
function policy(scripts: string): string {
  const { production } = env();
  return [
    "default-src 'none'",
    `script-src ${scripts}${production ? "" : " 'unsafe-eval'"}`,
    `style-src 'self'${production ? "" : " 'unsafe-inline'"}`,
    "font-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** Pages only: endpoints and files need none of this, and would pay for it. */
export const config = { matcher: "/((?!api/|_next/|icon.svg|robots.txt).*)" };
