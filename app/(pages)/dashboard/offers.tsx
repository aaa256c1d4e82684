import { useId } from "react";
import { dayOf } from "@/app/_components/day-of";
import fieldStyles from "@/app/_components/field.module.css";
import { planName as nameOf } from "@/app/_components/plan-names";
import { NeedsScript } from "@/app/_components/needs-script";
import { pathWith, paths } from "@/app/_components/paths";
import { StripeButton } from "@/app/_components/stripe-button";
import type { ShownOffer } from "@/lib/billing/offers/shown";
import type { Messages } from "@/lib/messages";
import { unitsOf } from "@/lib/unit-names";
import styles from "./dashboard.module.css";

type Props = { offers: ShownOffer[]; workspaceId: string; messages: Messages };

/** Prices that were offered to this workspace alone. Nothing where there are none. */
export function Offers({ offers, workspaceId, messages }: Props) {
  if (offers.length === 0) return null;
  return (
    <section aria-labelledby="offers" className={`stack ${styles.card}`}>
      <h2 id="offers">{messages.sentences.offers.title}</h2>
      <p className="small muted">{messages.sentences.offers.forOwners}</p>
      {offers.map((offer) => (
        <Offer key={offer.priceId} offer={offer} workspaceId={workspaceId} messages={messages} />
      ))}
    </section>
  );
}

function Offer({ offer, workspaceId, messages }: { offer: ShownOffer } & Omit<Props, "offers">) {
  const { t, money, sentences } = messages;
  const said = sentences.offers;
  const { price, perSeat, hasUsage, feeMinor, until, isChange, priceId, seats } = offer;
  const planName = nameOf(offer.planName, messages);
  const text = messages.price(price);
  const units = offer.kind === "units" ? unitsOf(offer.lookupKey, messages) : null;
  return (
    <div className="stack">
      <div>
        <h3>{planName}</h3>
        <p className={styles.planName}>
          {units
            ? t("offers.perUnit", { price: text, unit: units.one })
            : perSeat
              ? t("offers.perSeat", { price: text })
              : text}
        </p>
      </div>
      <p>
        {hasUsage && <>{said.usage} </>}
        {feeMinor !== null && <>{t("offers.fee", { amount: money(feeMinor, price.currency) })} </>}
        {t.rich("offers.until", { date: dayOf(until) })}
      </p>
      {isChange ? (
        <>
          <p className="muted">{said.change}</p>
          <p>
            <a className="button" href={pathWith(paths.change, { workspace: workspaceId, price: priceId })}>
              {t("offers.review", { plan: planName })}
            </a>
          </p>
        </>
      ) : (
        <>
          <NeedsScript messages={messages} />
          <StripeButton
            to="checkout"
            body={{ price_id: priceId, workspace_id: workspaceId, currency: price.currency }}
            choice={
              seats && <Seats {...seats} label={units ? t("pricing.numberOf", { units: units.many }) : said.seats} />
            }
          >
            {said.buy}
          </StripeButton>
        </>
      )}
    </div>
  );
}

function Seats({ least, most, label }: { least: number; most: number | null; label: string }) {
  const id = useId();
  return (
    <div className={fieldStyles.field}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="number"
        name="quantity"
        min={least}
        max={most ?? undefined}
        defaultValue={least}
        inputMode="numeric"
        required
      />
    </div>
  );
}
