import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { contentPolicy } from "@/lib/content-policy.mjs";
import { env } from "@/lib/env";

/**
 * Brings an address to the page that answers it, and sends the policy that allows the scripts of this one request; all
 * headers that are always the same are in next.config.mjs. It decides no access; pages and routes do.
 */
export function proxy(request: NextRequest): NextResponse {
  const path = request.nextUrl.pathname.replace(/(.)\/+$/, "$1");
  const policy = requestPolicy();
  const headers = new Headers(request.headers);
  // Next takes the nonce for its own scripts from here.
  headers.set("content-security-policy", policy);
  const page = pageFor(path);
  const init = { request: { headers } };
  const asAsked = page === request.nextUrl.pathname;
  const response = asAsked ? NextResponse.next(init) : NextResponse.rewrite(addressOf(request, page), init);
  response.headers.set("content-security-policy", policy);
  return response;
}

/** The settings choose the addresses of some pages. */
function pageFor(path: string): string {
  // next.config.mjs chooses the language of the pricing page.
  if (path.startsWith("/pricing/")) return "/not-found";
  if (path === `/${env().CHECKOUT_SUCCESS_URL_PATH}`) return "/payment";
  if (path === `/${env().CHECKOUT_CANCEL_URL_PATH}`) return "/dashboard";
  return path;
}

function requestPolicy(): string {
  const nonce = randomBytes(16).toString("base64");
  return contentPolicy({ scripts: `'nonce-${nonce}' 'strict-dynamic'`, development: !env().production });
}

/**
 * Made of the plain address, because `nextUrl` calls 127.0.0.1 localhost, and Next would take that for another server.
 */
function addressOf(request: NextRequest, path: string): URL {
  const address = new URL(request.url);
  address.pathname = path;
  return address;
}

/** Pages that are rendered per request. Endpoints, files and the shared page need none of this. */
export const config = { matcher: "/((?!api/|_next/|icon.svg|robots.txt|pricing/?$|$).*)" };
