// Every object that this server shows, as an answer or in an event, key by key against the list of shapes.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startLocal, type Local } from "../support.ts";
import madeFrom from "../../src/http/sdk/made-from.json" with { type: "json" };
import { checkAnswer, checkEvent, isHash } from "./check.ts";
import { makeHistory, type Made } from "./history.ts";
import { compare } from "./recorded.ts";

let local: Local;
let made: Made;

beforeAll(async () => {
  local = await startLocal();
  made = await makeHistory(local);
});
afterAll(() => local.stop());

/** As it goes over the wire. The SDK would turn decimals into objects. */
async function get(path: string): Promise<unknown> {
  const response = await fetch(`${local.server.url}${path}`, { headers: { authorization: "Bearer sk_test_shapes" } });
  return response.json();
}

describe("every answer is checked against Stripe’s types", () => {
  it("in lists of each kind, none of them empty", async () => {
    for (const [path, kind] of Object.entries(made.lists)) {
      const list = (await get(path)) as { data: unknown[] };
      expect([path, checkAnswer(list, `list@${kind}`, path)]).toEqual([path, []]);
      expect([path, list.data.length > 0]).toEqual([path, true]);
    }
  });

  it("in events about each kind", async () => {
    const kinds = new Set<string>();
    for await (const { id } of local.stripe.events.list({ limit: 100 })) {
      const event = (await get(`/v1/events/${id}`)) as { data: { object: { object: string } } };
      expect(checkEvent(event, id)).toEqual([]);
      kinds.add(event.data.object.object);
    }
    expect([...kinds]).toEqual(expect.arrayContaining(made.kinds));
  });

  it("closely: keys that are missing, added, null or of another type, and values that no list has", async () => {
    const [path] = Object.entries(made.objects).find(([, kind]) => kind === "subscription") ?? [];
    const subscription = (await get(path ?? "")) as Record<string, object>;
    const wrong = {
      ...subscription,
      status: "asleep",
      customer: null,
      items: { ...subscription.items, url: 1 },
      plan_name: "Pro",
      livemode: undefined,
      automatic_tax: { ...subscription.automatic_tax, liability: { type: "moon" } },
    };
    expect(checkAnswer(wrong, "subscription", "it").map((line) => line.replace(/, not one of .*/, ""))).toEqual([
      'it.automatic_tax.liability.type is "moon"',
      "it.customer is null",
      "it.items.url is number, not a string",
      "it.livemode is missing",
      'it.status is "asleep"',
      "it.plan_name is not known",
    ]);
    expect(checkAnswer(subscription, "customer", "it")).toEqual(["it is a subscription, not a customer"]);
    const event = {
      type: "customer.subscription.updated",
      data: { object: wrong, previous_attributes: { name: "x" } },
    };
    expect(checkEvent(event, "event")).toEqual(
      expect.arrayContaining([
        "event.data.object.customer is null",
        "event.data.previous_attributes.name is not known",
      ]),
    );
  });

  it("as the installed package has them", () => {
    expect(madeFrom.stripe, "Run `npm run shapes`").toBe(Stripe.PACKAGE_VERSION);
  });
});

describe("recorded answers", () => {
  const folder = process.env.STRIPE_RECORDED_DIR;
  if (!folder) console.info("STRIPE_RECORDED_DIR is not set: nothing is compared with recorded answers.");
  const read = (name: string): unknown => {
    const path = [join(folder ?? "", "recorded", name), join(folder ?? "", name)].find((one) => existsSync(one));
    return path === undefined
      ? expect.fail(`There is no ${name} in ${folder}`)
      : JSON.parse(readFileSync(path, "utf8"));
  };
  // Metadata is the caller's; the recordings are of a platform's accounts with other settings than ours
  const free =
    /metadata|payment_method_options|\.application$|payment_settings|branding_settings|client_reference_id|\.(cancel_url|customer_email|customer_phone|customer_name|customer|nickname|lookup_key|url|return_url)$|receipt_number|default_payment_method$|webhooks_delivered_at|\.meter$|payment_method_configuration_details/;

  const compared = folder
    ? [
        "checkout_session_subscription_open",
        "checkout_session_setup_open",
        "subscription_active",
        "subscription_trialing",
        "subscription_incomplete_3ds",
        "invoice_paid",
        "invoice_payments_list",
        "portal_session",
        "error_no_such_customer_404",
      ]
    : [];
  for (const name of compared) {
    it(name.replaceAll("_", " "), async () => {
      const recorded = read(`vcr_dahlia_${name}.json`);
      const { path, object } = made.recorded[name] ?? expect.fail("Nothing to compare");
      const real = isHash(recorded) && "body" in recorded ? recorded.body : recorded;
      expect(compare(real, object ?? (await get(path)), name, free)).toEqual([]);
    });
  }
  it("are named by STRIPE_RECORDED_DIR", () => expect(compared.length > 0).toBe(folder !== undefined));
});
