// What Stripe refuses of a session's page. Sentences with a source name it; the others are written alike.
import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import { billingSettings } from "../../billing/settings.ts";
import type { Customer } from "../../store/objects.ts";
import type { SessionParams } from "./checkout-session-params.ts";
import { checkCustomFields } from "./custom-fields.ts";

export function checkPage(ctx: Context, params: SessionParams, customer: Customer | undefined): void {
  checkModes(params);
  checkUiMode(ctx, params);
  if (params.customer_update && !customer)
    throw invalid("`customer_update` can only be used with `customer` or `customer_account`.", "customer_update");
  checkTaxIds(params, customer);
  checkConsent(ctx, params);
  checkCustomFields(params.custom_fields ?? []);
  if (params.shipping_address_collection?.allowed_countries.length === 0)
    throw invalid("Invalid array: must have at least 1 element", "shipping_address_collection[allowed_countries]");
}

/** Which parameters a mode takes. [SDK: the parameters' own words] */
const MODES: Partial<Record<keyof SessionParams, SessionParams["mode"][]>> = {
  after_expiration: ["payment", "subscription"],
  phone_number_collection: ["payment", "subscription"],
  saved_payment_method_options: ["payment", "subscription"],
  shipping_address_collection: ["payment", "subscription"],
  submit_type: ["payment", "subscription"],
  optional_items: ["payment", "subscription"],
  tax_id_collection: ["payment", "subscription"],
  payment_method_collection: ["subscription"],
  setup_intent_data: ["setup"],
};

function checkModes(params: SessionParams): void {
  for (const [name, modes] of Object.entries(MODES)) {
    const given = params[name as keyof SessionParams];
    if (given === undefined || modes.includes(params.mode)) continue;
    throw invalid(`You can not pass \`${name}\` in \`${params.mode}\` mode.`, name);
  }
  // The sentence is Stripe's, as quoted by many users; it takes setup mode too by now [SDK: customer_creation]
  if (params.customer_creation !== undefined && params.mode === "subscription")
    throw invalid("`customer_creation` can only be used in `payment` mode.", "customer_creation");
  // Its sentence, too (several users' logs)
  if (params.invoice_creation?.enabled && params.mode === "subscription")
    throw invalid(
      "You can only enable invoice creation when `mode` is set to `payment`. Invoices are created automatically when `mode` is set to `subscription`. To learn more visit https://stripe.com/docs/payments/checkout/post-payment-invoices.",
      "invoice_creation",
    );
}

const URLS = ["cancel_url", "success_url"] as const;
const NOT_IN: Record<NonNullable<SessionParams["ui_mode"]>, readonly (keyof SessionParams)[]> = {
  hosted_page: ["redirect_on_completion", "return_url"],
  embedded_page: URLS,
  form: [...URLS, "optional_items", "redirect_on_completion"],
  // (branding_settings, redirect_on_completion, origin_context: tried by users; the others: the SDK's words)
  elements: [
    "after_expiration",
    "branding_settings",
    ...URLS,
    "custom_fields",
    "custom_text",
    "optional_items",
    "origin_context",
    "redirect_on_completion",
    "submit_type",
  ],
};

function checkUiMode(ctx: Context, params: SessionParams): void {
  const mode = params.ui_mode ?? "hosted_page";
  const wrong: string[] = NOT_IN[mode].filter((name) => params[name] !== undefined);
  if (mode === "elements" && params.tax_id_collection?.required !== undefined)
    wrong.push("tax_id_collection[required]");
  // Both sentences are Stripe's (laravel/cashier-stripe#1780, and several users)
  if (wrong.length === 1) throw invalid(`\`${wrong[0]}\` is not supported with \`ui_mode: ${mode}\`.`, wrong[0]);
  if (wrong.length > 1)
    throw invalid(
      `The following parameters are not supported with \`ui_mode: ${mode}\`: ${wrong.sort().join(", ")}.`,
      wrong[0],
    );
  checkReturn(params, mode);
  checkManaged(ctx, params, mode);
}

/** (the first sentence: a user's log; the others alike. It sells digital products only, and no card alone) */
function checkManaged(ctx: Context, params: SessionParams, mode: string): void {
  const managed = params.managed_payments?.enabled ?? billingSettings(ctx.store).managed_payments;
  if (!managed) return;
  if (mode === "elements" || mode === "form")
    throw invalid(
      `Invalid ui_mode: ${mode}. Managed Payments currently only supports ui_mode: hosted_page and ui_mode: embedded_page.`,
      "ui_mode",
    );
  if (params.mode === "setup")
    throw invalid(
      "Invalid mode: setup. Managed Payments currently only supports mode: payment and mode: subscription.",
      "mode",
    );
  if (params.shipping_address_collection)
    throw invalid(
      "`shipping_address_collection` is not supported with Managed Payments.",
      "shipping_address_collection",
    );
}

/** An embedded session that never leads anywhere needs no address [docs: payments/checkout/custom-success-page]. */
function checkReturn(params: SessionParams, mode: string): void {
  if (mode === "hosted_page" && params.success_url === undefined)
    throw invalid("Missing required param: success_url.", "success_url", "parameter_missing");
  if (mode !== "embedded_page") return;
  if (params.redirect_on_completion === "never" && params.return_url !== undefined)
    throw invalid("`return_url` is not supported with `redirect_on_completion: never`.", "return_url");
  if ((params.redirect_on_completion ?? "always") === "always" && params.return_url === undefined)
    throw invalid("Missing required param: return_url.", "return_url", "parameter_missing");
}

/** Both sentences are Stripe's (measured by users of the API in 2026). They have no param. */
function checkTaxIds(params: SessionParams, customer: Customer | undefined): void {
  if (!params.tax_id_collection?.enabled || !customer) return;
  if (params.customer_update?.name !== "auto")
    throw invalid(
      "Tax ID collection requires updating business name on the customer. To enable tax ID collection for an existing customer, please set `customer_update[name]` to `auto`.",
    );
  if (!customer.address?.country && params.customer_update.address !== "auto")
    throw invalid(
      "We could not find a valid address on the provided customer. To enable tax ID collection, please set customer_update[address] to auto.",
    );
}

function checkConsent(ctx: Context, { consent_collection: consent }: SessionParams): void {
  if (consent?.terms_of_service === "required" && billingSettings(ctx.store).terms_of_service_url === null)
    throw invalid(
      "You cannot collect consent to your terms of service unless a URL is set in the Stripe Dashboard. Update your public business details in the Dashboard https://dashboard.stripe.com/settings/public with a Terms of service URL to collect terms of service consent.",
    );
}
