// What the page of a session asks for beside the way to pay.
import type { Context } from "../../conventions/context.ts";
import type { Country } from "../../conventions/countries.ts";
import type { CheckoutSession, Customer } from "../../store/objects.ts";
import { isInEu } from "../tax/rates.ts";
import { TAX_ID_TYPES } from "../tax/tax-id-types.ts";

type Asked = "optional" | "required";

export interface Questions {
  /** The whole billing address, or what a tax needs of it, or just that if the payer wants to say it. */
  billing: "optional" | "short" | "full" | undefined;
  phone: boolean;
  /** The countries that are shipped to. */
  shipping: Country[] | undefined;
  business_name: Asked | undefined;
  individual_name: Asked | undefined;
  /** Required for businesses in a country that has tax ids at all. */
  tax_id: Asked | undefined;
  terms: boolean;
  promotions: boolean;
  custom_fields: CheckoutSession["custom_fields"];
}

export function questionsOf(ctx: Context, session: CheckoutSession): Questions {
  const customer = session.customer === null ? undefined : ctx.store.get("customer", session.customer);
  const { business, individual } = session.name_collection ?? {};
  const taxId = asksForTaxId(ctx, session, customer);
  return {
    billing: billingOf(ctx, session, taxId !== undefined),
    phone: session.phone_number_collection?.enabled === true,
    shipping: session.shipping_address_collection?.allowed_countries,
    // With a tax id, the name of the business that has it
    business_name: business?.enabled ? (business.optional ? "optional" : "required") : taxId && "optional",
    individual_name: individual?.enabled ? (individual.optional ? "optional" : "required") : undefined,
    tax_id: taxId,
    terms: session.consent_collection?.terms_of_service === "required",
    promotions: session.consent_collection?.promotions === "auto",
    custom_fields: session.custom_fields,
  };
}

/** "New customers, and existing ones without tax ids" are asked [docs: tax/checkout/tax-ids]. */
function asksForTaxId(ctx: Context, session: CheckoutSession, customer: Customer | undefined): Asked | undefined {
  if (!session.tax_id_collection?.enabled) return undefined;
  if (customer && [...ctx.store.list("tax_id", { by: ["customer", customer.id] })].length > 0) return undefined;
  return session.tax_id_collection.required === "if_supported" ? "required" : "optional";
}

function billingOf(ctx: Context, session: CheckoutSession, taxId: boolean): Questions["billing"] {
  if (session.billing_address_collection === "required") return "full";
  const saves = ctx.store.detail("checkout.session", session.id)?.page?.customer_update?.address === "auto";
  // Who has been here before is taxed where they said to be then
  const asksWhere = session.automatic_tax.enabled && (session.customer === null || saves);
  if (taxId || asksWhere) return "short";
  // "Only when necessary" [SDK: billing_address_collection], and only to be saved it isn't
  return saves ? "optional" : undefined;
}

export function hasTaxIds(country: string): boolean {
  return isInEu(country) || TAX_ID_TYPES.some((type) => type.startsWith(`${country.toLowerCase()}_`));
}
