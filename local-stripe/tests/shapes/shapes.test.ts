// Every object that this server shows, as an answer or in an event, key by key against the list of shapes.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startLocal, type Local } from "../support.ts";
import { check, checkResource, isHash } from "./check.ts";
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

describe("answers have the shape of Stripe’s", () => {
  it("in lists", async () => {
    for (const [path, kind] of Object.entries(made.lists)) {
      const list = (await get(path)) as { data: unknown[] };
      expect([path, check(list, `list@${kind}`, path)]).toEqual([path, []]);
      expect([path, list.data.length > 0]).toEqual([path, true]);
    }
  });

  it("one by one", async () => {
    for (const [path, kind] of Object.entries(made.objects))
      expect([path, checkResource(await get(path), kind)]).toEqual([path, []]);
  });

  it("in events", async () => {
    const wrong = new Set<string>();
    const kinds = new Set<string>();
    for await (const { id } of local.stripe.events.list({ limit: 100 })) {
      const event = (await get(`/v1/events/${id}`)) as { type: string; data: { object: { object: string } } };
      for (const line of checkResource(event, "event")) wrong.add(line);
      const kind = event.data.object.object;
      kinds.add(kind);
      for (const line of checkResource(event.data.object, kind)) wrong.add(`${event.type}: ${line}`);
    }
    expect([...wrong]).toEqual([]);
    expect([...kinds]).toEqual(expect.arrayContaining(made.kinds));
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
