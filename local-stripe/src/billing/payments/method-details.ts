// `charge.payment_method_details`: what was charged, and how the bank and the network saw it (recorded on dahlia and endive).
import { createHash } from "node:crypto";
import { DAY } from "../../time.ts";
import type { Charge, PaymentIntent, PaymentMethod } from "../../store/objects.ts";

type Details = NonNullable<Charge["payment_method_details"]>;

/** How long an authorization lasts before it must be captured [docs: payments/place-a-hold-on-a-payment-method]. */
const HOLD = 7 * DAY;

export function methodDetails(
  method: PaymentMethod,
  intent: Pick<PaymentIntent, "id" | "amount" | "capture_method">,
  known: { now: number; accepted: boolean; authenticated: boolean; mandate: string | null },
): Details {
  if (method.type === "sepa_debit" && method.sepa_debit) {
    const { generated_from: _later, ...account } = method.sepa_debit;
    return { sepa_debit: { ...account, mandate: known.mandate }, type: "sepa_debit" };
  }
  const { card } = method;
  if (!card) return { type: method.type };
  const off = { status: "unavailable" } as const;
  return {
    card: {
      amount_authorized: known.accepted ? intent.amount : null,
      authorization_code: known.accepted ? digits(intent.id, 6) : null,
      brand: card.brand,
      ...(intent.capture_method === "manual" && known.accepted ? { capture_before: known.now + HOLD } : {}),
      checks: card.checks,
      country: card.country,
      // "07" is a payment online without authentication
      electronic_commerce_indicator: known.authenticated ? "05" : "07",
      exp_month: card.exp_month,
      exp_year: card.exp_year,
      extended_authorization: { status: "disabled" },
      fingerprint: card.fingerprint ?? null,
      funding: card.funding,
      incremental_authorization: off,
      installments: null,
      last4: card.last4,
      mandate: null,
      multicapture: off,
      network: card.brand,
      network_token: { used: false },
      network_transaction_id: digits(method.id, 15),
      overcapture: { maximum_amount_capturable: intent.amount, status: "unavailable" },
      regulated_status: card.regulated_status,
      three_d_secure: known.authenticated ? AUTHENTICATED : null,
      transaction_link_id: null,
      wallet: null,
    },
    type: "card",
  };
}

const AUTHENTICATED = {
  authentication_flow: "challenge",
  electronic_commerce_indicator: "05",
  exemption_indicator: null,
  result: "authenticated",
  result_reason: null,
  transaction_id: "00000000-0000-4000-8000-000000000000",
  version: "2.2.0",
} as const;

/** Numbers that a bank would make up: the same for the same payment. */
function digits(seed: string, length: number): string {
  const hex = createHash("sha256").update(seed).digest("hex");
  return (BigInt(`0x${hex}`) % 10n ** BigInt(length)).toString().padStart(length, "0");
}
