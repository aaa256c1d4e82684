import { StateOfPayment } from "../payment/state-of-payment";
import type { Messages } from "@/lib/messages";

/**
 * A checkout on Stripe's own page. It follows at once, also without JavaScript: no form and no redirect after one may leave
 * our origin (`form-action`).
 */
export function LeavesForStripe({ url, messages }: { url: string; messages: Messages }) {
  const { title, sentence, next } = messages.sentences.checkout.leaving;
  return (
    <>
      <meta httpEquiv="refresh" content={`0;url=${url}`} />
      <StateOfPayment title={title} href={url} next={next}>
        {sentence}
      </StateOfPayment>
    </>
  );
}
