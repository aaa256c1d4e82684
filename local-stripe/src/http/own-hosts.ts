// A page of the internet whose name is made to lead here (DNS rebinding) is of one origin with this server, as far as
// a browser knows: it could call `/v1` with any key and read `/_local`. So only this server's own names are answered.
import { isIP } from "node:net";
import type { MiddlewareHandler } from "hono";
import type { Bindings } from "./pipeline.ts";

const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|::1)$/;

/**
 * @param more names beside those of this machine for itself
 */
export function ownHostsOnly(more: readonly string[]): MiddlewareHandler<Bindings> {
  const own = new Set(more.map(plain));
  return async (http, next) => {
    const host = http.req.header("host");
    const name = nameOf(host);
    if (name !== undefined && (LOOPBACK.test(name) || own.has(name) || isReachedAt(http.env.incoming.socket, name)))
      return next();
    const message =
      `This request is for ${JSON.stringify(host ?? "")}, which is not a name of this server. ` +
      "If it is, add it to LOCAL_STRIPE_HOSTS.";
    return http.json({ error: { type: "invalid_request_error", message } }, 403, {
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
    });
  };
}

/** An address is no name, so it can't be made to lead elsewhere; but only the one that was called is ours. */
const isReachedAt = ({ localAddress }: { localAddress?: string | undefined }, name: string): boolean =>
  isIP(name) > 0 && localAddress?.replace(/^::ffff:/, "") === name;

const plain = (name: string): string => name.toLowerCase().replace(/^\[|\]$/g, "");

/** Without the port, which a container's is often not. */
function nameOf(host: string | undefined): string | undefined {
  return host !== undefined && /^[\w.:[\]-]+$/.test(host) && URL.canParse(`http://${host}`)
    ? plain(new URL(`http://${host}`).hostname)
    : undefined;
}
