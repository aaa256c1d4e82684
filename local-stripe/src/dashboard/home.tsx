/** @jsxImportSource hono/jsx */
import type { App } from "../http/app.ts";
import type { Context } from "../conventions/context.ts";
import type { Html } from "../pages/layout.tsx";
import type { Kind } from "../store/objects.ts";
import { API_VERSION } from "../conventions/version.ts";
import { Act, Block, Facts, Frame, Table } from "./parts.tsx";

const COUNTED: [Kind, string][] = [
  ["customer", "Customers"],
  ["product", "Products"],
  ["price", "Prices"],
  ["subscription", "Subscriptions"],
  ["invoice", "Invoices"],
  ["event", "Events"],
];

export function homePage(app: App, ctx: Context, done: string | undefined): Html {
  const { hostname, port } = new URL(ctx.baseUrl);
  const endpoints = [...ctx.store.list("webhook_endpoint")];
  const held = app.deliveries.mode === "hold";
  const declines = ctx.store.declines.all();
  return (
    <Frame title="Local Stripe" at="/" done={done}>
      <p>
        This server speaks Stripe’s HTTP API ({API_VERSION}) for selling subscriptions. It keeps its own customers,
        plans and invoices, sends signed webhooks, and never talks to Stripe.
      </p>
      <pre tabindex={0} role="region" aria-label="Connect to this server">
        <code>{`new Stripe('sk_test_anything', {\n  host: '${hostname}', port: ${port || 80}, protocol: 'http',\n})`}</code>
      </pre>
      <Block title="Objects">
        <Facts facts={COUNTED.map(([kind, name]) => [name, String(ctx.store.count(kind))])} />
      </Block>
      <Block title="Webhook endpoints">
        <Table
          name="Webhook endpoints"
          columns={["Address", "Events", "Version", "Status"]}
          rows={endpoints.map((one) => [
            one.url,
            one.enabled_events.join(", "),
            one.api_version ?? API_VERSION,
            one.status,
          ])}
          none="No webhook endpoints yet."
        />
        <div class="actions">
          <Act to={`/deliveries/${held ? "send" : "hold"}`}>{held ? "Send held webhooks" : "Hold webhooks"}</Act>
        </div>
      </Block>
      <Block title="Simulate">
        {declines.length > 0 && (
          <p>
            Charges that will be declined:{" "}
            {declines.map(({ customer, times }) => `${times} for ${customer ?? "any customer"}`).join(", ")}.
          </p>
        )}
        <div class="actions">
          <Act to="/decline">Make the next charge fail</Act>
          <a class="button quiet" href="/faults">
            Turn on a fault
          </a>
          <a class="button danger" href="/reset">
            Reset…
          </a>
        </div>
      </Block>
      <p class="small">
        As JSON: <a href="/_local/requests">API calls so far</a>, <a href="/_local/deliveries">webhook deliveries</a>,{" "}
        <a href="/_local/faults">faults</a>.
      </p>
    </Frame>
  );
}

export function resetPage(unconfirmed: boolean): Html {
  return (
    <Frame title="Reset" at="/">
      <p>
        All customers, products, subscriptions, invoices, events and webhook endpoints are deleted, for everyone who
        uses this server. The account and its id stay.
      </p>
      <form method="post">
        <label class="choice">
          <input
            type="checkbox"
            name="confirm"
            value="yes"
            aria-invalid={unconfirmed ? "true" : undefined}
            aria-describedby={unconfirmed ? "confirm-error" : undefined}
          />
          <span>Delete everything</span>
        </label>
        {unconfirmed && (
          <p class="error" id="confirm-error" role="alert">
            Tick the box to confirm.
          </p>
        )}
        <div class="actions">
          <button class="danger">Reset</button>
          <a href="/">Back</a>
        </div>
      </form>
    </Frame>
  );
}
