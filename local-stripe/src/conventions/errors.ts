// Stripe's error bodies. Wordings are quoted from recorded answers where there are any;
// the SDK picks its error class by HTTP status, so the status is part of the contract.
import { own } from "./own.ts";

interface Details {
  code?: string;
  param?: string;
  decline_code?: string;
  advice_code?: string;
  network_decline_code?: string;
  /** The charge that was refused. */
  charge?: string;
  /** What the error is about, as it is now. */
  payment_intent?: object;
  setup_intent?: object;
  payment_method?: object;
}

export class StripeError extends Error {
  constructor(
    readonly status: number,
    readonly type: "api_error" | "card_error" | "idempotency_error" | "invalid_request_error",
    message: string,
    readonly details: Details = {},
  ) {
    super(message);
  }

  /** Stripe sorts the keys of an error alphabetically. */
  body(requestLogUrl: string): { error: Record<string, unknown> } {
    const fields: Record<string, unknown> = {
      ...this.details,
      message: this.message,
      type: this.type,
      request_log_url: requestLogUrl,
      doc_url: this.details.code && `https://stripe.com/docs/error-codes/${this.details.code.replaceAll("_", "-")}`,
    };
    const error: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (value !== undefined) error[key] = value;
    }
    return { error };
  }
}

/** A refused payment is answered as an error, and its changes are kept: the attempt, the status it led to. */
export class RefusedPayment extends StripeError {
  constructor({ status, type, message, details }: StripeError) {
    super(status, type, message, details);
  }
}

/** The same error with the object that it is about. */
export function about(
  error: StripeError,
  object: Pick<Details, "charge" | "param" | "payment_intent" | "payment_method" | "setup_intent">,
) {
  return new StripeError(error.status, error.type, error.message, { ...error.details, ...object });
}

export function invalid(message: string, param?: string, code?: string): StripeError {
  return new StripeError(400, "invalid_request_error", message, { code, param });
}

const NAMES: Record<string, string> = {
  payment_method: "PaymentMethod",
  "test_helpers.test_clock": "billingclock",
  webhook_endpoint: "webhook endpoint",
  "billing_portal.configuration": "configuration",
  "billing.meter": "meter",
  payment_intent: "payment_intent",
  promotion_code: "promotion code",
  invoiceitem: "invoiceitem",
};

/** An object named in the path is a 404; one that is named in the parameters is a 400 with their name. */
export function missing(kind: string, id: string, param?: string): StripeError {
  const where = { code: "resource_missing", param: param ?? (kind.endsWith("_intent") ? "intent" : "id") };
  const message =
    kind === "payment_method"
      ? `No such PaymentMethod: '${id}'; It's possible this PaymentMethod exists on one of your connected accounts, in which case you should retry this request on that connected account. Learn more at https://stripe.com/docs/connect/authentication`
      : `No such ${own(NAMES, kind) ?? kind}: '${id}'`;
  return new StripeError(param === undefined ? 404 : 400, "invalid_request_error", message, where);
}

export function unrecognizedUrl(method: string, path: string): StripeError {
  return new StripeError(
    404,
    "invalid_request_error",
    `Unrecognized request URL (${method}: ${path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
  );
}
