// Other web pages must not act here. A change that comes from a browser must come from a page of this
// server. Programs send neither header. `/v1` needs no such rule. No page can send its key unasked.
import { isIP } from "node:net";
import type { MiddlewareHandler } from "hono";

const SAFE = ["GET", "HEAD", "OPTIONS"];

export const sameOriginOnly: MiddlewareHandler = async (http, next) => {
  const header = (name: string) => http.req.header(name);
  if (
    SAFE.includes(http.req.method) ||
    (isOwn(header("sec-fetch-site"), header("origin"), header("host")) && isNear(header("host")))
  )
    return next();
  return http.json({ error: "Refused: this request comes from a page of another origin." }, 403);
};

function isOwn(site: string | undefined, origin: string | undefined, host: string | undefined): boolean {
  if (site !== undefined && site !== "same-origin" && site !== "none") return false;
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
}

/** A name of the public internet that leads here is another page's trick (DNS rebinding), and not this server's name. */
function isNear(host = ""): boolean {
  if (!URL.canParse(`http://${host}`)) return host === "";
  const name = new URL(`http://${host}`).hostname.replace(/^\[|\]$/g, "");
  return isIP(name) > 0 || !name.includes(".") || /\.(localhost|local|internal|test)$/.test(name);
}
