/** @jsxImportSource hono/jsx */
// The customer's cards: which one pays, making another the one that does, and removing what pays for nothing.
import type { FC } from "hono/jsx";
import { makeDefault } from "../../billing/payment-methods/default.ts";
import type { Context } from "../../conventions/context.ts";
import { detach } from "../../billing/payment-methods/payment-methods.ts";
import type { PaymentMethod } from "../../store/objects.ts";
import { cardExpiry, cardName } from "../wording.ts";
import { finish, liveSubscriptions, offers, type Portal } from "./access.ts";

interface Listed {
  method: PaymentMethod;
  role: "default" | "plan" | undefined;
  /** Whether making it the default would change anything. */
  promotable: boolean;
}

/** All of the customer's cards, those that pay first; where none can be changed, only those that pay. */
export function listedCards(ctx: Context, portal: Portal): Listed[] {
  const standard = portal.customer.invoice_settings.default_payment_method;
  const used = usedCards(ctx, portal);
  const ids = offers(portal, "payment_method_update")
    ? [...used, ...[...ctx.store.list("payment_method", { by: ["customer", portal.customer.id] })].map(({ id }) => id)]
    : used;
  return [...new Set(ids)].flatMap((id) => {
    const method = ctx.store.get("payment_method", id);
    if (!method) return [];
    return {
      method,
      role: id === standard ? "default" : used.includes(id) ? "plan" : undefined,
      promotable: id !== standard,
    };
  });
}

/** The customer's default, and the cards that plans have for themselves. */
function usedCards(ctx: Context, portal: Portal): string[] {
  const all = [
    portal.customer.invoice_settings.default_payment_method,
    ...liveSubscriptions(ctx, portal).map(({ default_payment_method }) => default_payment_method),
  ];
  return [...new Set(all.flatMap((id) => (id === null ? [] : [id as string])))];
}

export const Cards: FC<{ cards: Listed[]; portal: Portal }> = ({ cards, portal }) => {
  const changes = offers(portal, "payment_method_update");
  return (
    <section class="block" aria-labelledby="cards">
      <h2 id="cards">{cards.length > 1 ? "Payment methods" : "Payment method"}</h2>
      {cards.length === 0 ? (
        <p>None yet.</p>
      ) : (
        <ul class="rows">
          {cards.map((card) => (
            <li class="pair">
              <span>
                <span id={card.method.id}>{cardName(card.method)}</span>
                {cards.length > 1 && card.role && (
                  <span class="faint">{card.role === "default" ? " Default" : " Pays for a plan"}</span>
                )}
              </span>
              {card.method.card && <span class="faint">expires {cardExpiry(card.method)}</span>}
              {changes && <CardActions card={card} path={`${portal.home}/payment-methods/${card.method.id}`} />}
            </li>
          ))}
        </ul>
      )}
      {changes && (
        <p>
          <a href={`${portal.home}/payment-method`}>
            {cards.length === 0 ? "Add payment method" : "Update payment method"}
          </a>
        </p>
      )}
    </section>
  );
};

const CardActions: FC<{ card: Listed; path: string }> = ({ card: { method, role, promotable }, path }) =>
  promotable ? (
    <div class="actions">
      <form method="post" action={`${path}/default`}>
        <button class="quiet" aria-describedby={method.id}>
          Make default
        </button>
      </form>
      {!role && (
        <form method="post" action={`${path}/remove`}>
          <button class="quiet" aria-describedby={method.id}>
            Remove
          </button>
        </form>
      )}
    </div>
  ) : null;

/** Where to go next; undefined where the card is not this customer's, or is needed. */
export function chooseCard(ctx: Context, portal: Portal, id: string): string | undefined {
  const card = listedCards(ctx, portal).find(({ method }) => method.id === id);
  if (!card) return undefined;
  // Sent twice, the first one counts
  if (card.promotable) makeDefault(ctx, portal.customer.id, card.method);
  return finish(ctx, portal, "card");
}

export function removeCard(ctx: Context, portal: Portal, id: string): string | undefined {
  const card = listedCards(ctx, portal).find(({ method }) => method.id === id);
  if (!card || card.role) return undefined;
  detach(ctx, card.method);
  return finish(ctx, portal, "card_removed");
}
