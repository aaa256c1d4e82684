// A customer's tax ids. In test mode three numbers say how their verification ends [docs: billing/customers/tax-ids].
import { create, update } from "../changes.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { emit } from "../../events/events.ts";
import { newId } from "../../conventions/ids.ts";
import type { TaxId } from "../../store/objects.ts";

const VERIFIED_TYPES = ["au_abn", "eu_vat", "gb_vat"];

export function addTaxId(ctx: Context, customer: string, type: TaxId["type"], value: string): TaxId {
  const checked = VERIFIED_TYPES.includes(type);
  const made = create(
    ctx,
    "tax_id",
    {
      id: newId("txi"),
      object: "tax_id",
      country: (type === "eu_vat" ? value.slice(0, 2) : type.slice(0, 2)).toUpperCase(),
      created: nowFor(ctx, customer),
      customer,
      customer_account: null,
      livemode: false,
      owner: { customer, customer_account: null, type: "customer" },
      type,
      value,
      verification: { status: checked ? "pending" : "unavailable", verified_address: null, verified_name: null },
    },
    "customer.tax_id.created",
  );
  const status = value.includes("000000000") ? "verified" : value.includes("111111111") ? "unverified" : undefined;
  if (!checked || !status) return made;
  const verification = { status, verified_address: null, verified_name: null } as const;
  update(ctx, "tax_id", { ...made, verification }, "customer.tax_id.updated");
  // The answer is that of the creation; the verification is told by the event
  return made;
}

export function removeTaxId(ctx: Context, taxId: TaxId) {
  ctx.store.remove(taxId.id);
  emit(ctx, "customer.tax_id.deleted", taxId);
  return { id: taxId.id, object: "tax_id", deleted: true };
}

/** As an invoice shows them, oldest first. */
export function taxIdsOf(ctx: Context, customer: string): { type: TaxId["type"]; value: string }[] {
  const all = [...ctx.store.list("tax_id", { by: ["customer", customer], oldestFirst: true })];
  return all.map(({ type, value }) => ({ type, value }));
}
