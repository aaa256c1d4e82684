// What was collected goes to the customer and into the session. A new customer gets all of it, one that the session was
// made for what `customer_update` allows. [SDK: customer_update]
import { create, update } from "../changes.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import { changedCustomer, newCustomer, type CustomerChanges } from "../customers/customer-object.ts";
import { addTaxId, taxIdsOf } from "../customers/tax-ids.ts";
import type { CheckoutSession, Customer, TaxId } from "../../store/objects.ts";
import { isGiven, phoneNumber, type Collected, type Submitted } from "./collected.ts";
import { questionsOf, type Questions } from "./questions.ts";

export function saveCustomer(ctx: Context, session: CheckoutSession, submitted: Submitted): Customer {
  const questions = questionsOf(ctx, session);
  const known = changesOf(questions, submitted);
  const customer =
    session.customer === null ? newOne(ctx, session, submitted, known) : knownOne(ctx, session, submitted, known);
  const { type, value } = submitted.tax_id ?? {};
  if (questions.tax_id && type && value) addTaxId(ctx, customer.id, type as TaxId["type"], value);
  return customer;
}

type Known = Pick<CustomerChanges, "address" | "name" | "phone" | "shipping"> & NamesOf;
interface NamesOf {
  business_name?: string;
  individual_name?: string;
}

function changesOf(questions: Questions, answers: Collected): Known {
  const business = questions.business_name && answers.business_name ? answers.business_name : undefined;
  const individual = questions.individual_name && answers.individual_name ? answers.individual_name : undefined;
  const name = business ?? individual;
  const { shipping } = answers;
  return {
    ...(questions.billing && isGiven(answers.address) && { address: filled(answers.address) }),
    ...(questions.phone && answers.phone && { phone: phoneNumber(answers.phone) }),
    ...(questions.shipping &&
      shipping?.address && { shipping: { name: shipping.name ?? "", address: filled(shipping.address) } }),
    ...(name && { name }),
    ...(business && { business_name: business }),
    ...(individual && { individual_name: individual }),
  };
}

function filled(address: object): { country?: string } {
  return Object.fromEntries(Object.entries(address).filter(([, value]) => value));
}

/** A payer who is kept nowhere: the session alone tells of them. */
export function guest(ctx: Context, session: CheckoutSession, submitted: Submitted): Customer {
  return drawn(ctx, session, submitted, changesOf(questionsOf(ctx, session), submitted));
}

function drawn(ctx: Context, session: CheckoutSession, { email, name }: Submitted, known: Known): Customer {
  return newCustomer(ctx, { email: session.customer_email ?? email ?? null, name: name ?? null, ...known });
}

function newOne(ctx: Context, session: CheckoutSession, submitted: Submitted, known: Known): Customer {
  return create(ctx, "customer", drawn(ctx, session, submitted, known), "customer.created");
}

function knownOne(ctx: Context, session: CheckoutSession, submitted: Submitted, known: Known): Customer {
  const customer = ctx.store.get("customer", session.customer ?? "");
  if (!customer) throw invalid(`No such customer: '${session.customer}'`, "customer", "resource_missing");
  const { customer_update: saves = {} } = ctx.store.detail("checkout.session", session.id)?.page ?? {};
  const { address, shipping, phone, ...names } = known;
  // Without another name, that of the card's owner [docs: payments/checkout/customization]
  const name = names.name ?? submitted.name;
  const changes: CustomerChanges & NamesOf = {
    // "If the Customer does not have a valid email, Checkout will set the email entered during the session" [SDK]
    ...(customer.email === null && submitted.email !== undefined && { email: submitted.email }),
    ...(saves.address === "auto" && address && { address }),
    ...(saves.shipping === "auto" && shipping && { shipping }),
    ...(saves.name === "auto" && { ...names, ...(name && { name }) }),
    ...(phone !== undefined && { phone }),
  };
  return update(ctx, "customer", changedCustomer(customer, changes), "customer.updated");
}

type Details = NonNullable<CheckoutSession["customer_details"]>;

/** What a completed session tells of the payer. */
export function collectedIn(ctx: Context, session: CheckoutSession, customer: Customer, submitted: Submitted) {
  const questions = questionsOf(ctx, session);
  const known = changesOf(questions, submitted);
  const setup = session.mode === "setup";
  const details: Details = {
    // "Address details are not present on Sessions in `setup` mode" [SDK]
    address: setup ? null : fullAddress(known.address ?? customer.address ?? null),
    business_name: known.business_name ?? null,
    email: customer.email ?? session.customer_details?.email ?? null,
    individual_name: known.individual_name ?? null,
    name: known.name ?? submitted.name ?? customer.name ?? null,
    phone: known.phone ?? customer.phone ?? null,
    tax_exempt: setup ? null : (customer.tax_exempt ?? "none"),
    tax_ids: setup ? null : taxIdsOf(ctx, customer.id),
  };
  const { shipping } = known;
  return {
    customer_details: details,
    collected_information: {
      business_name: details.business_name,
      individual_name: details.individual_name,
      // Or as the shop's server told it
      shipping_details: shipping
        ? { address: fullAddress(shipping.address), name: shipping.name }
        : (session.collected_information?.shipping_details ?? null),
    },
    consent: consentOf(questions, submitted),
    custom_fields: session.custom_fields.map((field) => answered(field, submitted.custom_fields?.[field.key] ?? "")),
  } as Partial<CheckoutSession>;
}

function fullAddress(part: object | null) {
  const none = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null };
  return part && { ...none, ...part };
}

function consentOf({ terms, promotions }: Questions, { consent }: Submitted): CheckoutSession["consent"] {
  if (!terms && !promotions) return null;
  return {
    promotions: promotions ? (consent?.promotions ?? "opt_out") : null,
    terms_of_service: terms ? "accepted" : null,
  };
}

function answered(field: CheckoutSession["custom_fields"][number], value: string): typeof field {
  const answer = value === "" ? null : value;
  if (field.dropdown) return { ...field, dropdown: { ...field.dropdown, value: answer } };
  if (field.numeric) return { ...field, numeric: { ...field.numeric, value: answer } };
  return field.text ? { ...field, text: { ...field.text, value: answer } } : field;
}
