import { type Settings } from "../local/settings";

/** Where events are to be delivered: the address given, or the webhook endpoint of the app. */
export function webhookAddress(given: string | undefined, settings: Settings): string {
  const base = settings.FRONT_END_BASE_URL ?? settings.NEXTAUTH_URL ?? `http://localhost:${settings.PORT ?? 3000}`;
  const address = given ?? `${base.replace(/\/$/, "")}/api/subscriptions/webhook/`;
  if (!/^https?:$/.test(URL.canParse(address) ? new URL(address).protocol : "")) {
    throw new Error(
      `--webhook-url is "${address}"; it must be an address such as https://app.example.com/api/subscriptions/webhook/`,
    );
  }
  return address;
}

/** Stripe delivers to public https addresses only; local Stripe, here or in a container beside, reaches every address. */
export function canReach(address: string, settings: Settings): boolean {
  if (settings.STRIPE_API_BASE && isBeside(new URL(settings.STRIPE_API_BASE).hostname)) return true;
  const { protocol, hostname } = new URL(address);
  return protocol === "https:" && !isHere(hostname) && hostname.includes(".");
}

/** A name without a dot is that of a container. */
const isBeside = (hostname: string): boolean => isHere(hostname) || !hostname.includes(".");

function isHere(hostname: string): boolean {
  return /^(localhost|.+\.(localhost|local|internal)|127(\.\d+){3}|0\.0\.0\.0|10(\.\d+){3}|192\.168(\.\d+){2}|172\.(1[6-9]|2\d|3[01])(\.\d+){2}|\[::1?\])$/.test(
    hostname,
  );
}
