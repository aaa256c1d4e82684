import Stripe from "stripe";

const TOLERANCE_SECONDS = 300;

/**
 * Whether a body was signed with a secret, in the last five minutes. Only that: the SDK's `constructEvent` also refuses
 * a correctly signed thin event, which is not the sender's mistake.
 */
export function isSigned(payload: string, signature: string | null, secret: string): boolean {
  try {
    const { signature: checker } = Stripe.webhooks;
    return checker?.verifyHeader(payload, signature ?? "", secret, TOLERANCE_SECONDS) ?? false;
  } catch {
    return false;
  }
}
