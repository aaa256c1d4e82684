import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { paths } from "@/app/_components/paths";
import { claimOf, namesOperator, sessionCookie } from "@/lib/auth/session-token";
import { checkoutHosts, checkoutPermissions } from "@/lib/checkout-policy";
import { contentPolicy } from "@/lib/content-policy.mjs";
import { env } from "@/lib/env";
import { languageOf } from "@/lib/languages.mjs";
import { foreignForm, isForeign } from "@/lib/server/foreign-form";
import { UNSENT_FORM_COOKIE } from "@/lib/unsent-form";

/**
 * Brings an address to the page that answers it, refuses forms of other sites, and sends the policy that allows the scripts
 * of this one request; all headers that are always the same are in next.config.mjs. It decides no access; pages and routes
 * do.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const path = request.nextUrl.pathname.replace(/(.)\/+$/, "$1");
  // Where no server of Node's stands before it (Vercel), nothing else has refused it.
  if (isForeign(request.method, request.headers.get("origin"))) return refuseForm(request);
  if (path === "/" || path === "/pricing") return withPlainLanguage(request);
  const atCheckout = path === paths.checkout;
  const policy = requestPolicy(atCheckout);
  const headers = headersFor(request);
  // Next takes the nonce for its own scripts from here.
  headers.set("content-security-policy", policy);
  const page = (await isHidden(request, path)) ? "/not-found" : pageFor(path);
  const init = { request: { headers } };
  const asAsked = page === request.nextUrl.pathname;
  const response = asAsked ? NextResponse.next(init) : NextResponse.rewrite(addressOf(request, page), init);
  response.headers.set("content-security-policy", policy);
  if (atCheckout) response.headers.set("permissions-policy", checkoutPermissions(env().STRIPE_JS_URL));
  // It is shown once, and not by what Next fetches ahead. By `response.cookies` Next would take it from this very page, too.
  if (request.cookies.has(UNSENT_FORM_COOKIE) && (request.headers.get("sec-fetch-dest") ?? "document") === "document")
    response.headers.append("set-cookie", `${UNSENT_FORM_COOKIE}=; Path=/; Max-Age=0`);
  return response;
}

function refuseForm({ nextUrl, headers }: NextRequest): NextResponse {
  return new NextResponse(foreignForm(nextUrl.pathname, headers.get("origin")), {
    status: 403,
    headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" },
  });
}

/**
 * Server actions are taken from the host that the request names, and a proxy may have put its own there, or a client
 * anything. Our setting says who we are. Where it is compared with, Next takes this header.
 */
function headersFor(request: NextRequest): Headers {
  const headers = new Headers(request.headers);
  headers.set("x-forwarded-host", new URL(env().FRONT_END_BASE_URL).host);
  return headers;
}

/** next.config.mjs chooses the shared page's language by the header, and can't weigh what it says. */
function withPlainLanguage(request: NextRequest): NextResponse {
  const headers = headersFor(request);
  headers.set("accept-language", languageOf(undefined, headers.get("accept-language")));
  return NextResponse.next({ request: { headers } });
}

/** The operator's pages look like any unknown address to others, to the last byte; they check again themselves. */
async function isHidden({ cookies }: NextRequest, path: string): Promise<boolean> {
  if (!/^\/operator(?:\/|$)/.test(path)) return false;
  return !namesOperator(await claimOf(cookies.get(sessionCookie())?.value));
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

function requestPolicy(atCheckout: boolean): string {
  const nonce = randomBytes(16).toString("base64");
  return contentPolicy({
    scripts: `'nonce-${nonce}' 'strict-dynamic'`,
    development: !env().production,
    ...(atCheckout && { hosts: checkoutHosts(env().STRIPE_JS_URL) }),
  });
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
 * Endpoints (which refuse other sites themselves), files and the shared page for everybody else need none of this. Next
 * reads it without running anything, so PLAIN_ACCEPT_LANGUAGE (lib/languages.mjs) is written out.
 */
export const config = {
  matcher: [
    "/((?!api/|_next/|(?:icon|logo)\\.svg$|(?:apple-touch-icon|share)\\.png$|robots\\.txt$|sitemap\\.xml$|theme\\.js$|pricing/?$|$).*)",
    // Forms, which may be sent to any page: a browser says where they come from.
    { source: "/((?!api/|_next/).*)", has: [{ type: "header", key: "origin" }] },
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
