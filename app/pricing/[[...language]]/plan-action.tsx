"use client";

import { useState } from "react";
import { StripeButton } from "@/app/_components/stripe-button";
import { pathWith, paths } from "@/app/_components/paths";
import { BusyLink } from "@/app/_components/busy-link";
import type { CatalogPrice } from "@/lib/billing/catalog/product";
import { formatMoney } from "@/lib/format";
import type { Language } from "@/lib/languages.mjs";
import { fill } from "@/lib/messages/fill";
import { useOffer } from "./offer-provider";
import styles from "./page.module.css";
import { SeatChoice } from "./seat-choice";
import type { SeatPrice } from "./seat-sum";

type Props = {
  price: Pick<CatalogPrice, "priceId" | "productId" | "interval" | "intervalCount">;
  /** The one that is shown, of a price that is sold in several. */
  currency: string | undefined;
  /** Of a price whose number of seats is bought. */
  chosen: SeatPrice | undefined;
  /** What its number is of, where that isn't seats. */
  countLabel: string | undefined;
  planGroup: string | null;
  planName: string;
  rhythm: string;
  language: Language;
};

/** What this person can do about this price: choose it, change to it, or manage what they have. */
export function PlanAction({
  price: { priceId, productId, interval, intervalCount },
  currency,
  chosen,
  countLabel,
  planGroup,
  planName,
  rhythm,
  language,
}: Props) {
  const { offer, workspace, messages } = useOffer();
  const plan = { plan: planName };
  // Kept here, because the form is another one once it is known who is asking.
  const [seats, setSeats] = useState<string | null>(null);
  const choice = chosen && (
    <SeatChoice
      price={chosen}
      label={countLabel ?? messages.chosenSeats}
      rhythm={rhythm}
      language={language}
      chosen={seats}
      onChoose={setSeats}
    />
  );
  if (!offer?.workspaceId) {
    if (choice)
      return (
        <form action={paths.login} className={styles.choice}>
          {choice}
          {Object.entries({ price: priceId, workspace, currency }).map(
            ([name, value]) => value && <input key={name} type="hidden" name={name} value={value} />,
          )}
          <button type="submit" className="button">
            {fill(messages.choose, plan)}
          </button>
        </form>
      );
    return (
      <a className="button" href={pathWith(paths.login, { price: priceId, workspace, currency })}>
        {fill(messages.choose, plan)}
      </a>
    );
  }
  const workspace_id = offer.workspaceId;
  // A plan's usage is an item of its own, without an amount.
  const items = offer.current.filter((plan) => plan.productId === productId);
  const sameProduct =
    items.find((item) => item.priceId === priceId) ?? items.find((item) => item.amountMinor !== null) ?? items[0];
  const sameGroup = offer.current.find((plan) => planGroup !== null && plan.planGroup === planGroup);

  // After a change of prices their price is no longer on sale, but they still have this plan with this interval.
  if (
    sameProduct &&
    (sameProduct.priceId === priceId ||
      (sameProduct.interval === interval && sameProduct.intervalCount === intervalCount))
  ) {
    const { amountMinor, currency: paidIn } = sameProduct;
    const amount =
      sameProduct.priceId !== priceId &&
      amountMinor !== null &&
      paidIn !== null &&
      formatMoney(language, amountMinor, paidIn, { short: true });
    return (
      <div className={styles.current}>
        <span className="tag">{messages.current}</span>
        {amount && <span className="small">{fill(messages.ownPrice, { amount, rhythm })}</span>}
        {offer.mayBill && (
          <StripeButton to="portal" body={{ workspace_id }} quiet label={fill(messages.manageOf, plan)}>
            {messages.manage}
          </StripeButton>
        )}
      </div>
    );
  }
  if (!offer.mayBill) return <p className="muted small">{messages.askAnOwner}</p>;
  if (sameProduct ?? sameGroup) {
    // What the portal's configuration forbids is not offered.
    if (!offer.mayChange) return <p className="muted small">{messages.noChange}</p>;
    return (
      <BusyLink className="button quiet" href={pathWith(paths.change, { workspace: workspace_id, price: priceId })}>
        {sameProduct ? fill(messages.changeRhythm, { rhythm }) : fill(messages.change, plan)}
      </BusyLink>
    );
  }
  return (
    <StripeButton to="checkout" body={{ workspace_id, price_id: priceId, currency }} choice={choice}>
      {fill(messages.choose, plan)}
    </StripeButton>
  );
}
