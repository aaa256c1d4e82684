// Tax ids of customers and of the account. In test mode the number says how a verification ends
// [docs: billing/customer/tax-ids].
import { create, update } from "../changes.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import { emit } from "../../events/events.ts";
import { newId } from "../../conventions/ids.ts";
import type { TaxId } from "../../store/objects.ts";
import { countryOf, isWellFormed } from "../tax/tax-id-formats.ts";

const VERIFIED_TYPES = ["au_abn", "eu_vat", "gb_vat"];

/** `customer` null: the account's own. */
export function addTaxId(ctx: Context, customer: string | null, type: string, value: string, param = "value"): TaxId {
  checkTaxId(type, value, param);
  const checked = VERIFIED_TYPES.includes(type) && customer !== null;
  const made = create(
    ctx,
    "tax_id",
    {
      id: newId("txi"),
      object: "tax_id",
      country: countryOf(type, value),
      created: nowFor(ctx, customer),
      customer,
      customer_account: null,
      livemode: false,
      owner:
        customer === null
          ? { customer_account: null, type: "self" }
          : { customer, customer_account: null, type: "customer" },
      type: type as TaxId["type"],
      value,
      verification:
        customer === null
          ? null
          : { status: checked ? "pending" : "unavailable", verified_address: null, verified_name: null },
    },
    customer === null ? undefined : "customer.tax_id.created",
  );
  const status = value.includes("000000000") ? "verified" : value.includes("111111111") ? "unverified" : undefined;
  if (!checked || !status) return made;
  const verification = { status, verified_address: null, verified_name: null } as const;
  update(ctx, "tax_id", { ...made, verification }, "customer.tax_id.updated");
  // The answer is that of the creation; the verification is told by the event
  return made;
}

/** The sentence is Stripe's [docs: tax/custom]. */
export function checkTaxId(type: string, value: string, param: string): void {
  if (!isWellFormed(type, value)) throw invalid(`Invalid value for ${type}.`, param, "tax_id_invalid");
}

export function removeTaxId(ctx: Context, taxId: TaxId) {
  ctx.store.remove(taxId.id);
  if (taxId.customer !== null) emit(ctx, "customer.tax_id.deleted", taxId);
  return { id: taxId.id, object: "tax_id", deleted: true };
}

/** As an invoice shows them, oldest first. */
export function taxIdsOf(ctx: Context, customer: string): { type: TaxId["type"]; value: string }[] {
  const all = [...ctx.store.list("tax_id", { by: ["customer", customer], oldestFirst: true })];
  return all.map(({ type, value }) => ({ type, value }));
}
