import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type Stripe from "stripe";
import { customerOf, subscriptionOf } from "./events";

const PAGE = 100;

/**
 * Serves Stripe's lists from memory, so that fetching them costs all contenders the same and little: customers, each with a
 * copy of one subscription, newest first, one product, one price, and nothing else. It runs in its own process, started by
 * contenders/child.ts.
 */
export async function startSource(template: Stripe.Subscription, subscriptions: number): Promise<string> {
  const price = template.items.data[0]?.price;
  const created = (index: number) => ({ created: template.created - index });
  const lists: Record<string, Pages> = {
    "/v1/products": pages([
      { id: String(price?.product), object: "product", active: true, name: "Bench", metadata: {}, ...created(0) },
    ]),
    "/v1/prices": pages([{ id: "", ...price }]),
    "/v1/customers": pages(many(subscriptions, (index) => ({ ...CUSTOMER, id: customerOf(index), ...created(index) }))),
    "/v1/subscriptions": pages(
      many(subscriptions, (index) => ({ ...subscriptionOf(template, "sub_source", index), ...created(index) })),
    ),
  };
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://source");
    const list = lists[pathname]?.get(searchParams.get("starting_after")) ?? EMPTY;
    response.setHeader("content-type", "application/json").end(pathname === "/v1/account" ? ACCOUNT : list);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const ACCOUNT = JSON.stringify({ id: "acct_bench", object: "account" });
const CUSTOMER = {
  object: "customer",
  email: "bench@example.com",
  name: "Bench",
  currency: "usd",
  delinquent: false,
  livemode: false,
  metadata: {},
};

const many = <T>(count: number, one: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => one(index));

/** The body of each page by `starting_after`. */
type Pages = Map<string | null, string>;

function pages<T extends { id: string }>(objects: T[]): Pages {
  const all: Pages = new Map();
  for (let first = 0; first < objects.length; first += PAGE) {
    const after = first === 0 ? null : (objects[first - 1]?.id ?? null);
    all.set(after, listOf(objects.slice(first, first + PAGE), first + PAGE < objects.length));
  }
  return all;
}

const listOf = (data: unknown[], more: boolean): string =>
  JSON.stringify({ object: "list", url: "/v1/list", data, has_more: more });
const EMPTY = listOf([], false);
