// Other web pages must not act here. A change that comes from a browser must come from a page of this server, whose
// names http/own-hosts.ts knows. Programs send neither header. `/v1` asks for less: http/no-forms.ts.
import type { MiddlewareHandler } from "hono";

const SAFE = ["GET", "HEAD", "OPTIONS"];

export const sameOriginOnly: MiddlewareHandler = async (http, next) => {
  const header = (name: string) => http.req.header(name);
  if (SAFE.includes(http.req.method) || isOwn(header("sec-fetch-site"), header("origin"), header("host")))
    return next();
  return http.json({ error: "Refused: this request comes from a page of another origin." }, 403);
};

function isOwn(site: string | undefined, origin: string | undefined, host: string | undefined): boolean {
  if (site !== undefined && site !== "same-origin" && site !== "none") return false;
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
}
