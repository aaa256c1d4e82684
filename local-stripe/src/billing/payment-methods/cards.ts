// Stripe's test cards [docs: testing]: what each number does when it is saved and when it is charged.
import { StripeError } from "../../conventions/errors.ts";
import { own } from "../../conventions/own.ts";

interface Outcome {
  code: string;
  decline_code?: string;
  message: string;
  /** What was wrong about the card, where it isn't the card as a whole. */
  param?: string;
}
interface TestCard {
  brand: string;
  /** The names after `pm_card_` and `tok_`. */
  names: string[];
  /** Refused already when it is saved to a customer, and so never charged. */
  onSetup?: Outcome;
  onCharge?: Outcome;
  /** When the bank asks its customer: when the card is saved, or at every payment. */
  authentication?: "setup" | "always";
  /** Its owner disputes what was charged, as soon as it was, or asks about it. */
  disputes?: "chargeback" | "inquiry";
}

const declined = (decline_code: string, message = "Your card was declined."): Outcome => ({
  code: "card_declined",
  decline_code,
  message,
});
const generic = declined("generic_decline");
const insufficient = declined("insufficient_funds", "Your card has insufficient funds.");
const velocity = declined(
  "card_velocity_exceeded",
  "Your card was declined for making repeated attempts too frequently or exceeding its amount limit.",
);
const expired: Outcome = { code: "expired_card", message: "Your card has expired.", param: "exp_month" };
const wrongCvc: Outcome = { code: "incorrect_cvc", message: "Your card's security code is incorrect.", param: "cvc" };
const processing: Outcome = {
  code: "processing_error",
  message: "An error occurred while processing your card. Try again in a little bit.",
};
const unauthenticated: Outcome = {
  code: "authentication_required",
  decline_code: "authentication_required",
  message: "Your card was declined. This transaction requires authentication.",
};

const CARDS: Record<string, TestCard> = {
  "4242424242424242": { brand: "visa", names: ["visa"] },
  "4000056655665556": { brand: "visa", names: ["visa_debit"] },
  "5555555555554444": { brand: "mastercard", names: ["mastercard"] },
  // The named cards of these brands have numbers that the list of test cards doesn't show (recorded)
  "371449635398431": { brand: "amex", names: ["amex"] },
  "6011000990139424": { brand: "discover", names: ["discover"] },
  "378282246310005": { brand: "amex", names: [] },
  "6011111111111117": { brand: "discover", names: [] },
  "4000000000000002": { brand: "visa", names: ["visa_chargeDeclined", "chargeDeclined"], onSetup: generic },
  "4000000000009995": {
    brand: "visa",
    names: ["visa_chargeDeclinedInsufficientFunds", "chargeDeclinedInsufficientFunds"],
    onSetup: insufficient,
  },
  "4000000000009987": {
    brand: "visa",
    names: ["visa_chargeDeclinedLostCard", "chargeDeclinedLostCard"],
    onSetup: declined("lost_card"),
  },
  "4000000000009979": {
    brand: "visa",
    names: ["visa_chargeDeclinedStolenCard", "chargeDeclinedStolenCard"],
    onSetup: declined("stolen_card"),
  },
  "4000000000000069": {
    brand: "visa",
    names: ["visa_chargeDeclinedExpiredCard", "chargeDeclinedExpiredCard"],
    onSetup: expired,
  },
  "4000000000000127": {
    brand: "visa",
    names: ["visa_chargeDeclinedIncorrectCvc", "chargeDeclinedIncorrectCvc"],
    onSetup: wrongCvc,
  },
  "4000000000000119": {
    brand: "visa",
    names: ["visa_chargeDeclinedProcessingError", "chargeDeclinedProcessingError"],
    onSetup: processing,
  },
  "4000000000006975": {
    brand: "visa",
    names: ["visa_chargeDeclinedVelocityLimitExceeded", "chargeDeclinedVelocityLimitExceeded"],
    onSetup: velocity,
  },
  "4100000000000019": { brand: "visa", names: ["radarBlock"], onSetup: declined("fraudulent") },
  "4000000000000341": { brand: "visa", names: ["chargeCustomerFail", "visa_chargeCustomerFail"], onCharge: generic },
  "4000000000000259": { brand: "visa", names: ["createDispute"], disputes: "chargeback" },
  "4000000000002685": { brand: "visa", names: ["createDisputeProductNotReceived"], disputes: "chargeback" },
  "4000000000001976": { brand: "visa", names: ["createDisputeInquiry"], disputes: "inquiry" },
  "4000000000000077": { brand: "visa", names: ["bypassPending"] },
  "4000002500003155": { brand: "visa", names: ["authenticationRequiredOnSetup"], authentication: "setup" },
  "4000002760003184": { brand: "visa", names: ["authenticationRequired"], authentication: "always" },
  "4000003800000446": { brand: "visa", names: ["authenticationRequiredSetupForOffSession"] },
  "4000008260003178": {
    brand: "visa",
    names: ["authenticationRequiredChargeDeclinedInsufficientFunds"],
    authentication: "always",
    onCharge: insufficient,
  },
  "4000000000003220": { brand: "visa", names: ["threeDSecure2Required"], authentication: "always" },
  "4000008400001629": {
    brand: "visa",
    names: ["threeDSecureRequiredChargeDeclined"],
    authentication: "always",
    onCharge: generic,
  },
  "4000008400001280": {
    brand: "visa",
    names: ["threeDSecureRequiredProcessingError"],
    authentication: "always",
    onCharge: processing,
  },
};

const NUMBER_BY_NAME = new Map(
  Object.entries(CARDS).flatMap(([number, card]) => card.names.map((name) => [name, number] as const)),
);

/** The number behind `pm_card_visa` or `tok_visa`. */
export function numberOfName(id: string, prefix: "pm_card_" | "tok_"): string | undefined {
  return id.startsWith(prefix) ? NUMBER_BY_NAME.get(id.slice(prefix.length)) : undefined;
}

export function brandOf(number: string): string {
  return own(CARDS, number)?.brand ?? "visa";
}

/** What is wrong with a number before anyone asks a bank. */
export function refusalOfNumber(number: string): StripeError | undefined {
  if (!/^\d{12,19}$/.test(number) || !passesLuhn(number))
    return cardError({ code: "incorrect_number", message: "Your card number is incorrect." }, "number");
  if (own(CARDS, number)) return undefined;
  return cardError(
    declined(
      "live_mode_test_card",
      "Your card was declined. Your request was in test mode, but used a non test card. For a list of valid test cards, visit: https://stripe.com/docs/testing.",
    ),
    "number",
  );
}

export function refusalOnSetup(number: string): StripeError | undefined {
  const outcome = own(CARDS, number)?.onSetup;
  return outcome && cardError(outcome);
}

/** What the bank says to a charge, once its customer is known to be who they are. */
export function refusalOnCharge(number: string): StripeError | undefined {
  const card = own(CARDS, number);
  const outcome = card?.onSetup ?? card?.onCharge;
  return outcome && cardError(outcome);
}

/** Whether the bank asks its customer: always, or whenever the customer is there, or until the card was saved. */
export function needsAuthentication(number: string, session: "invoice" | "on" | "off", saved: boolean): boolean {
  const asks = own(CARDS, number)?.authentication;
  return asks === "always" || (asks === "setup" && (session === "on" || (session === "off" && !saved)));
}

/** Whether the bank asks its customer when the card is used on a page. */
export function asksForAuthentication(number: string): boolean {
  return own(CARDS, number)?.authentication !== undefined;
}

export function takesThreeDSecure(number: string): boolean {
  const card = own(CARDS, number);
  return card !== undefined && card.brand !== "amex";
}

/** A brand that a shop doesn't take, in the names of `payment_method_options[card][restrictions]`. */
export function refusalOfBrand(number: string, blocked: readonly string[]): StripeError | undefined {
  const brand = own(CARDS, number)?.brand;
  const name = brand === "amex" ? "american_express" : brand === "discover" ? "discover_global_network" : brand;
  return name !== undefined && blocked.includes(name)
    ? cardError(
        { code: "card_not_supported", message: "This card's brand isn't accepted here. Use another card." },
        "number",
      )
    : undefined;
}

export function isDisputed(number: string): boolean {
  return own(CARDS, number)?.disputes !== undefined;
}

/** Whether the bank only asks about the charge, and takes no money yet. */
export function isInquiry(number: string): boolean {
  return own(CARDS, number)?.disputes === "inquiry";
}

export function authenticationRequired(): StripeError {
  return cardError(unauthenticated);
}

/** The decline of a charge that was planned to fail, for any card. */
export function declinedByPlan(): StripeError {
  return cardError(generic);
}

function cardError(outcome: Outcome, param = outcome.param ?? ""): StripeError {
  const { message, code, decline_code } = outcome;
  const banks = decline_code ? { decline_code, advice_code: "try_again_later", network_decline_code: "01" } : {};
  return new StripeError(402, "card_error", message, { code, param, ...banks });
}

function passesLuhn(number: string): boolean {
  const sum = [...number].reverse().reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
