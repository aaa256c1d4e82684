/**
 * Starts the app. A build puts this file beside the server that Next writes for it (complete.mjs), where `npm start`,
 * `npm run preview`, the tests, a service and a container run it. It needs only that folder.
 */
import { isIP, Server } from "node:net";
import { networkInterfaces } from "node:os";
import { format } from "node:util";

const { HOST, PORT } = process.env;
if (Number.parseInt(process.versions.node, 10) < 24)
  end(`It needs Node 24 or newer, and this is ${process.versions.node}.`);
if (PORT && !(/^\d+$/.test(PORT) && Number(PORT) >= 1 && Number(PORT) <= 65_535))
  refuse("PORT", "a number from 1 to 65535, or empty for 3000");
if (HOST && HOST !== "localhost" && !isIP(HOST))
  refuse("HOST", "an IP address to listen on, such as 127.0.0.1, or empty for all of this machine's");

const addresses = Object.values(networkInterfaces()).flat();
const hasIPv6 = addresses.some((address) => address?.family === "IPv6");
// Next reads HOSTNAME, but in a container that is the container's name, which is not what the app should listen on.
process.env.HOSTNAME = HOST || (hasIPv6 ? "::" : "0.0.0.0");
// Longer than the 60 seconds for which nginx and most load balancers keep an idle connection: else one of them sends a
// request just as we close.
process.env.KEEP_ALIVE_TIMEOUT ||= "65000";

// What Next prints while it starts is a line like all others. Once the app has its log, that takes over
// (lib/observe/json-log.ts).
if ((process.env.LOG_FORMAT || "json") === "json") console.log = console.info = jsonLine;

// Node lets 511 new connections wait until it takes them. What comes on top in a burst isn't refused: it's overheard, and the
// client tries again one, three and seven seconds later. Linux itself allows 4096.
const listen = Server.prototype.listen;
Server.prototype.listen = function (...where) {
  const [port, host] = where;
  const isNexts = where.length === 2 && typeof port === "number" && typeof host === "string";
  return isNexts ? listen.call(this, { port, host, backlog: 4096 }) : Reflect.apply(listen, this, where);
};

await import(new URL("server.js", import.meta.url).href);

/** @param {unknown[]} said */
function jsonLine(...said) {
  const msg = format(...said).trim();
  const line = { level: "info", time: new Date().toISOString(), source: "console", msg };
  if (msg) process.stdout.write(`${JSON.stringify(line)}\n`);
}

/**
 * @param {string} name
 * @param {string} allowed
 * @returns {never}
 */
function refuse(name, allowed) {
  return end(`${name}: got "${process.env[name]}"; allowed: ${allowed}`);
}

/**
 * @param {string} reason
 * @returns {never}
 */
function end(reason) {
  console.error(`\nThe app can't start. ${reason}\n`);
  process.exit(1);
}
