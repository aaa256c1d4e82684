/** A page of some shop around an embedded checkout, under a policy as strict as ours. */
import { readFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** @param stripe the origin of local Stripe */
export async function startShopPage(stripe: string): Promise<{ url: string; stop(): Promise<void> }> {
  const package_ = dirname(createRequire(import.meta.url).resolve("@stripe/stripe-js/package.json"));
  const loader = await readFile(join(package_, "dist/index.mjs"), "utf8");
  const server = createServer((request, answer) => {
    const path = request.url ?? "";
    if (path === "/loader.mjs") return send(answer, "text/javascript", loader);
    if (path === "/checkout") return send(answer, "text/html", page(stripe), policy(stripe));
    send(answer, "text/html", "<!DOCTYPE html><title>Shop</title><link rel=icon href=data:,><h1>Thank you</h1>");
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return {
    // Another site than local Stripe's, as browsers count them
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function send(answer: ServerResponse, type: string, body: string, headers = {}): void {
  answer.writeHead(200, { "content-type": `${type}; charset=utf-8`, ...headers }).end(body);
}

const policy = (stripe: string) => ({
  "content-security-policy": `default-src 'none'; img-src data:; script-src 'nonce-n' 'strict-dynamic'; style-src 'self'; frame-src ${stripe}`,
});

const page = (stripe: string) => `<!DOCTYPE html>
<html lang="en">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Checkout</title>
<link rel="icon" href="data:,">
<script nonce="n" src="${stripe}/stripe.js"></script>
<script nonce="n" type="module">
  import { loadStripe } from "/loader.mjs";
  window.loadStripe = loadStripe;
</script>
<h1>Checkout</h1>
<div id="checkout"></div>
<div id="elsewhere"></div>`;
