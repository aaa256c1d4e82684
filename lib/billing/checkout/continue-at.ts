import { CHECKOUT_PATH } from "@/lib/checkout-path";

type Open = { url: string | null; client_secret: string | null; stripe_session_id: string | null };

/** Where an open checkout is paid: at Stripe's address, or on our page with Stripe's form, whatever the setting says by now. */
export function continueAt({ url, client_secret: secret, stripe_session_id: session }: Open): string | null {
  if (url) return url;
  return secret && session ? `${CHECKOUT_PATH}?${new URLSearchParams({ session })}` : null;
}
