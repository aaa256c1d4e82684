import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { contentPolicy } from "@/lib/content-policy.mjs";
import { env } from "@/lib/env";
import { languageOf } from "@/lib/languages.mjs";

/**
 * Brings an address to the page that answers it, and sends the policy that allows the scripts of this one request; all
 * headers that are always the same are in next.config.mjs. It decides no access; pages and routes do.
 */
export function proxy(request: NextRequest): NextResponse {
  const path = request.nextUrl.pathname.replace(/(.)\/+$/, "$1");
  if (path === "/" || path === "/pricing") return withPlainLanguage(request);
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

/** next.config.mjs chooses the shared page's language by the header, and can't weigh what it says. */
function withPlainLanguage(request: NextRequest): NextResponse {
  const headers = new Headers(request.headers);
  headers.set("accept-language", languageOf(undefined, headers.get("accept-language")));
  return NextResponse.next({ request: { headers } });
}

/** The settings choose the addresses of some pages. */
function pageFor(path: string): string {
  // next.config.mjs chooses the language of the pricing page.
  if (path.startsWith("/pricing/")) return "/not-found";
  // Next's own pages for failures: asked for by name, they would look like one.
  if (/^\/(?:_|500$)/.test(path)) return "/not-found";
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

/**
 * Pages that are rendered per request, and the shared page for the few readers whose Accept-Language has to be weighed.
 * Endpoints, files and the shared page for everybody else need none of this. Next reads it without running anything, so
 * PLAIN_ACCEPT_LANGUAGE (lib/languages.mjs) is written out.
 */
export const config = {
  matcher: [
    "/((?!api/|_next/|icon\\.svg$|robots\\.txt$|pricing/?$|$).*)",
    {
      source: "/:page(pricing)?",
      has: [{ type: "header", key: "accept-language" }],
      missing: [
        {
          type: "header",
          key: "accept-language",
          value:
            "(?:\\*|[a-z]{1,8}(?:-[a-zA-Z\\d]{1,8})*(?:, ?[a-z]{1,8}(?:-[a-zA-Z\\d]{1,8})*)*(?:, ?[a-z]{1,8}(?:-[a-zA-Z\\d]{1,8})*;q=0\\.9)*(?:, ?[a-z]{1,8}(?:-[a-zA-Z\\d]{1,8})*;q=0\\.8)*(?:, ?[a-z]{1,8}(?:-[a-zA-Z\\d]{1,8})*;q=0\\.7)*(?:, ?[a-z]{1,8}(?:-[a-zA-Z\\d]{1,8})*;q=0\\.6)*(?:, ?[a-z]{1,8}(?:-[a-zA-Z\\d]{1,8})*;q=0\\.5)*(?:, ?[a-z]{1,8}(?:-[a-zA-Z\\d]{1,8})*;q=0\\.4)*(?:, ?[a-z]{1,8}(?:-[a-zA-Z\\d]{1,8})*;q=0\\.3)*(?:, ?[a-z]{1,8}(?:-[a-zA-Z\\d]{1,8})*;q=0\\.2)*(?:, ?[a-z]{1,8}(?:-[a-zA-Z\\d]{1,8})*;q=0\\.1)*)",
        },
      ],
    },
  ],
};
