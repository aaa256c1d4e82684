/**
 * Loaded into a command (`--import`) that has a live key, so that it reaches a local Stripe instead of Stripe, which takes
 * test keys only, and asks as in a terminal, although its input is a pipe.
 */
import http from "node:http";
import https from "node:https";
import { syncBuiltinESMExports } from "node:module";

const stripe = new URL(process.env.TEST_LOCAL_STRIPE ?? "");

https.request = (/** @type {any} */ options, /** @type {any} */ onAnswer) => {
  if (options.host !== "api.stripe.com") throw new Error(`Nothing but Stripe is called here, not ${options.host}.`);
  const headers = { ...options.headers, Authorization: `Bearer ${process.env.TEST_LOCAL_STRIPE_KEY}` };
  const { agent: _agent, protocol: _protocol, ...kept } = options;
  return http.request({ ...kept, host: stripe.hostname, port: stripe.port, headers }, onAnswer);
};
syncBuiltinESMExports();
process.stdin.isTTY = true;
