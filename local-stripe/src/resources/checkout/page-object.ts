// What a session shows of its page. Fields that Stripe leaves out until they are set are left out (recorded).
import { token } from "../../conventions/ids.ts";
import type { CheckoutSession } from "../../store/objects.ts";
import type { SessionPage } from "../../store/details.ts";
import type { SessionParams } from "./checkout-session-params.ts";
import { customField } from "./custom-fields.ts";

type Shown = Pick<
  CheckoutSession,
  | "after_expiration"
  | "billing_address_collection"
  | "branding_settings"
  | "client_secret"
  | "consent_collection"
  | "custom_fields"
  | "custom_text"
  | "integration_identifier"
  | "name_collection"
  | "origin_context"
  | "payment_method_options"
  | "phone_number_collection"
  | "redirect_on_completion"
  | "return_url"
  | "saved_payment_method_options"
  | "shipping_address_collection"
  | "submit_type"
  | "tax_id_collection"
  | "ui_mode"
  | "url"
  | "wallet_options"
>;

export function pageObject(params: SessionParams, id: string, url: string): Shown {
  const mode = params.ui_mode ?? "hosted_page";
  const text = params.custom_text ?? {};
  const recovery = params.after_expiration?.recovery;
  const consent = params.consent_collection;
  return {
    after_expiration: params.after_expiration
      ? {
          recovery: recovery
            ? {
                allow_promotion_codes: recovery.allow_promotion_codes ?? false,
                enabled: recovery.enabled,
                expires_at: null,
                url: null,
              }
            : null,
        }
      : null,
    billing_address_collection: params.billing_address_collection ?? null,
    branding_settings: branding(params),
    client_secret: mode === "hosted_page" ? null : `${id}_secret_${token(60)}`,
    consent_collection: consent
      ? {
          payment_method_reuse_agreement: consent.payment_method_reuse_agreement ?? null,
          promotions: consent.promotions ?? "none",
          terms_of_service: consent.terms_of_service ?? "none",
        }
      : null,
    custom_fields: (params.custom_fields ?? []).map(customField),
    custom_text: {
      after_submit: text.after_submit ?? null,
      shipping_address: text.shipping_address ?? null,
      submit: text.submit ?? null,
      terms_of_service_acceptance: text.terms_of_service_acceptance ?? null,
    },
    integration_identifier: params.integration_identifier ?? null,
    origin_context: params.origin_context ?? null,
    payment_method_options: {
      card: {
        request_three_d_secure: params.payment_method_options?.card?.request_three_d_secure ?? "automatic",
        ...(params.payment_method_options?.card?.restrictions && {
          restrictions: params.payment_method_options.card.restrictions,
        }),
      },
    },
    phone_number_collection: params.phone_number_collection ?? { enabled: false },
    // Only in subscriptions (recorded: null in setup and payment mode)
    saved_payment_method_options: savedMethods(params),
    shipping_address_collection: params.shipping_address_collection ?? null,
    submit_type: params.submit_type ?? null,
    ui_mode: mode,
    url: mode === "hosted_page" ? url : null,
    wallet_options: params.wallet_options ?? null,
    ...(params.name_collection && { name_collection: names(params.name_collection) }),
    ...(mode === "embedded_page" && { redirect_on_completion: params.redirect_on_completion ?? "always" }),
    ...(params.return_url !== undefined && { return_url: params.return_url }),
    ...(params.tax_id_collection && {
      tax_id_collection: {
        enabled: params.tax_id_collection.enabled,
        required: params.tax_id_collection.required ?? "never",
      },
    }),
  };
}

function branding({ branding_settings: given = {} }: SessionParams): NonNullable<Shown["branding_settings"]> {
  return {
    background_color: given.background_color ?? "#ffffff",
    border_style: given.border_style ?? "rounded",
    button_color: given.button_color ?? "#0074d4",
    display_name: given.display_name ?? "Local Stripe",
    font_family: given.font_family ?? "default",
    icon: null,
    logo: null,
  };
}

function names({ business, individual }: NonNullable<SessionParams["name_collection"]>) {
  const shown = (field: { enabled: boolean; optional?: boolean }) => ({ optional: false, ...field });
  return { ...(business && { business: shown(business) }), ...(individual && { individual: shown(individual) }) };
}

function savedMethods({ mode, saved_payment_method_options: given }: SessionParams) {
  if (mode === "setup") return null;
  return {
    allow_redisplay_filters: given?.allow_redisplay_filters ?? ["always"],
    payment_method_remove: given?.payment_method_remove ?? "disabled",
    payment_method_save: given?.payment_method_save ?? null,
  };
}

/** What the session acts on and does not show. */
export function sessionPage(params: SessionParams, clientSecret: string | null): SessionPage {
  return {
    ...(params.customer_update && { customer_update: params.customer_update }),
    ...(params.payment_method_data?.allow_redisplay && { allow_redisplay: params.payment_method_data.allow_redisplay }),
    ...(clientSecret !== null && { client_secret: clientSecret }),
  };
}
