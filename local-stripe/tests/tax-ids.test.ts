// Tax ids of customers and of the account: their formats, and how their verification ends.
import type Stripe from "stripe";
import { afterAll, beforeAll, expect, it } from "vitest";
import { emitted } from "./clocks.ts";
import { refused, startLocal, type Local } from "./support.ts";

let local: Local;
let stripe: Stripe;
let customer: string;
beforeAll(async () => {
  local = await startLocal();
  stripe = local.stripe;
  customer = (await stripe.customers.create()).id;
});
afterAll(() => local.stop());

// The examples of Stripe's documentation, and one that is wrong
it.each([
  ["eu_vat", "DE123456789", "DE12345678", "DE", "pending"],
  ["eu_vat", "ATU12345678", "AT12345678", "AT", "pending"],
  ["eu_vat", "NL123456789B12", "NL123456789", "NL", "pending"],
  ["eu_vat", "EL123456789", "GR123456789", "GR", "pending"],
  ["eu_vat", "FRAB123456789", "FRIO123456789", "FR", "pending"],
  ["gb_vat", "GB123456789", "GB12345", "GB", "pending"],
  ["us_ein", "12-3456789", "123-456789", "US", "unavailable"],
  ["ch_vat", "CHE-123.456.789 MWST", "CHE-123", "CH", "unavailable"],
  ["ch_uid", "CHE-123.456.789 HR", "123.456.789", "CH", "unavailable"],
  ["au_abn", "12345678912", "1234567891", "AU", "pending"],
  ["nz_gst", "123456789", "1234567890", "NZ", "unavailable"],
  ["no_vat", "123456789MVA", "123456789", "NO", "unavailable"],
  ["sg_gst", "M12345678X", "12345678", "SG", "unavailable"],
  ["jp_trn", "T1234567891234", "1234567891234", "JP", "unavailable"],
  ["ca_gst_hst", "123456789RT0002", "123456789", "CA", "unavailable"],
  ["ca_qst", "1234567890TQ1234", "1234567890", "CA", "unavailable"],
  ["in_gst", "12ABCDE3456FGZH", "12ABCDE", "IN", "unavailable"],
  ["br_cnpj", "01.234.456/5432-10", "01.234", "BR", "unavailable"],
  ["mx_rfc", "ABC010203AB9", "ABC", "MX", "unavailable"],
  ["eu_oss_vat", "EU123456789", "EU1234", "EU", "unavailable"],
] as const)("%s: %s is taken, %s is not", async (type, value, wrong, country, status) => {
  const made = await stripe.customers.createTaxId(customer, { type, value });
  expect(made).toMatchObject({ object: "tax_id", country, customer, type, value, verification: { status } });
  expect(await refused(stripe.customers.createTaxId(customer, { type, value: wrong }))).toMatchObject({
    statusCode: 400,
    code: "tax_id_invalid",
    param: "value",
    message: `Invalid value for ${type}.`,
  });
  expect(await stripe.customers.deleteTaxId(customer, made.id)).toMatchObject({ id: made.id, deleted: true });
});

it("an unknown type is refused, and wrong ones when a customer is made: nothing remains", async () => {
  const unknown = stripe.customers.createTaxId(customer, { type: "xx_vat", value: "1" });
  expect(await refused(unknown)).toMatchObject({ param: "type" });
  const wrong = stripe.customers.create({
    email: "wrong@example.com",
    tax_id_data: [{ type: "eu_vat", value: "DE1" }],
  });
  expect(await refused(wrong)).toMatchObject({ code: "tax_id_invalid", param: "tax_id_data[0][value]" });
  expect((await stripe.customers.list({ email: "wrong@example.com" })).data).toEqual([]);
});

it.each([
  ["DE000000000", ["customer.tax_id.created", "customer.tax_id.updated"], "verified"],
  ["DE111111111", ["customer.tax_id.created", "customer.tax_id.updated"], "unverified"],
  ["DE222222222", ["customer.tax_id.created"], "pending"],
])("the verification of %s ends as its number says", async (value, events, status) => {
  const made = await stripe.customers.createTaxId(customer, { type: "eu_vat", value });
  expect(made.verification?.status).toBe("pending");
  expect(await emitted(stripe, made.id)).toEqual(events);
  expect((await stripe.taxIds.retrieve(made.id)).verification?.status).toBe(status);
  await stripe.taxIds.del(made.id);
});

it("the account has its own, and each owner's are listed apart", async () => {
  const own = await stripe.taxIds.create({ type: "eu_vat", value: "DE123456789" });
  expect(own).toMatchObject({ customer: null, owner: { type: "self" }, verification: null });
  const theirs = await stripe.taxIds.create({
    type: "gb_vat",
    value: "GB123456789",
    owner: { type: "customer", customer },
  });
  expect((await stripe.taxIds.list()).data.map(({ id }) => id)).toEqual([own.id]);
  const ofCustomer = await stripe.taxIds.list({ owner: { type: "customer", customer } });
  expect(ofCustomer.data.map(({ id }) => id)).toEqual([theirs.id]);
  const shown = await stripe.customers.retrieve(customer, { expand: ["tax_ids"] });
  expect(shown).toMatchObject({ tax_ids: { object: "list", data: [{ id: theirs.id }] } });
  expect(await stripe.taxIds.del(own.id)).toMatchObject({ deleted: true });
});
