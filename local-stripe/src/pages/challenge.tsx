/** @jsxImportSource hono/jsx */
// The bank's question (3D Secure): what was typed waits here under a name that can't be guessed.
import type { Context } from "../conventions/context.ts";
import { token } from "../conventions/ids.ts";
import type { Card } from "../billing/payment-methods/payment-methods.ts";
import type { Collected } from "../billing/checkout/collected.ts";
import type { CheckoutSession } from "../store/objects.ts";
import { Framed } from "./checkout/framed.tsx";
import { Layout, type Html } from "./layout.tsx";

export interface Challenge {
  /** The checkout or portal session that it belongs to. */
  session: string;
  card: Card;
  email?: string | undefined;
  /** Of a checkout: what else was answered, and the saved card that is used again. */
  answers?: Collected;
  save?: boolean;
  saved?: string;
}

export const UNAUTHENTICATED =
  "We are unable to authenticate your payment method. Please choose a different payment method and try again.";

export function openChallenge(ctx: Context, challenge: Challenge): string {
  const name = token(32);
  ctx.store.save(challenge, "challenge", name);
  return name;
}

export function readChallenge(ctx: Context, name: string, session: string): Challenge | undefined {
  if (!/^\w{32}$/.test(name)) return undefined;
  const found = ctx.store.read<Challenge>("challenge", name);
  return found?.session === session ? found : undefined;
}

export function closeChallenge(ctx: Context, name: string): void {
  ctx.store.drop("challenge", name);
}

export const challengePage = (challenge: Challenge, checkout?: CheckoutSession): Html =>
  askPage(challenge.card.number.slice(-4), checkout);

export function askPage(last4: string, checkout?: CheckoutSession): Html {
  return (
    <Layout title="Confirm that it’s you">
      <h1>Confirm that it’s you</h1>
      <p>
        A real bank would now ask the owner of the card ending in {last4} whether this is them (3D Secure). Here you
        choose the outcome.
      </p>
      <form method="post" class="actions">
        <button name="outcome" value="complete">
          Complete
        </button>
        <button name="outcome" value="fail" class="quiet">
          Fail
        </button>
      </form>
      {checkout && <Framed session={checkout} />}
    </Layout>
  );
}
