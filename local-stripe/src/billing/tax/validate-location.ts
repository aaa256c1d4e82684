// Where a customer says to be for tax, and when that is checked.
import type { Context } from "../../conventions/context.ts";
import type { Customer } from "../../store/objects.ts";
import { checkLocation, locate, taxpayerOf } from "./taxpayer.ts";

interface TaxParams {
  ip_address?: string | null;
  validate_location?: "auto" | "deferred" | "immediately";
}

export function isLocated(ctx: Context, customer: Customer): boolean {
  return locate(taxpayerOf(ctx, customer)) !== undefined;
}

/**
 * `immediately` refuses a location that isn't recognized. `auto`, the default of a change, refuses it only where one
 * that was recognized would go, and a subscription is taxed by it [changelog 2024-10-28.acacia].
 */
export function noteTaxLocation(ctx: Context, id: string, tax: TaxParams = {}, wasLocated = false): void {
  if (tax.ip_address !== undefined)
    ctx.store.putDetail("customer", id, { ...ctx.store.detail("customer", id), ip_address: tax.ip_address });
  const customer = ctx.store.get("customer", id);
  if (!customer || tax.validate_location === "deferred") return;
  if (tax.validate_location === "immediately" || (wasLocated && isTaxed(ctx, id))) checkLocation(ctx, customer);
}

function isTaxed(ctx: Context, customer: string): boolean {
  return [...ctx.store.list("subscription", { by: ["customer", customer] })].some(
    ({ automatic_tax, status }) => automatic_tax.enabled && !["canceled", "incomplete_expired"].includes(status),
  );
}
