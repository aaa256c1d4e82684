import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type Stripe from "stripe";
import { subscriptionOf } from "./events";

const PAGE = 100;

/**
 * Stripe's lists, as bare as can be, so that reading them costs all contenders the same and little: so many copies of one
 * subscription, newest first, their product, price and customer, and nothing else. Run in a process of its own by
 * contenders/child.ts.
 */
export async function startSource(template: Stripe.Subscription, subscriptions: number): Promise<string> {
  const pages = subscriptionPages(template, subscriptions);
  const price = template.items.data[0]?.price;
  const created = template.created - 1;
  const others: Record<string, unknown[]> = {
    "/v1/products": [{ id: price?.product, object: "product", active: true, name: "Bench", metadata: {}, created }],
    "/v1/prices": [price],
    "/v1/customers": [{ id: template.customer, object: "customer", metadata: {}, created }],
  };
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://source");
    const body = pathname === "/v1/subscriptions" ? pages.get(searchParams.get("starting_after")) : list(others[pathname] ?? [], false);
    response.setHeader("content-type", "application/json").end(body ?? list([], false));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The body of each page, by the id that it starts after. */
function subscriptionPages(template: Stripe.Subscription, subscriptions: number): Map<string | null, string> {
  const pages = new Map<string | null, string>();
  const id = (index: number) => `sub_source${index}`;
  for (let first = 0; first < subscriptions; first += PAGE) {
    const data = Array.from({ length: Math.min(PAGE, subscriptions - first) }, (_, index) => ({
      ...subscriptionOf(template, id(first + index)),
      created: template.created - (first + index),
    }));
    pages.set(first === 0 ? null : id(first - 1), list(data, first + PAGE < subscriptions));
  }
  return pages;
}

const list = (data: unknown[], more: boolean): string => JSON.stringify({ object: "list", url: "/v1/list", data, has_more: more });
