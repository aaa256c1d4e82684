"use client";

import { type ReactNode, useState } from "react";
import { BusyLink } from "@/app/_components/busy-link";
import { pathWith, paths } from "@/app/_components/paths";
import { StripeButton } from "@/app/_components/stripe-button";
import type { Current, Offer } from "@/lib/billing/catalog/offer";
import type { CatalogPrice } from "@/lib/billing/catalog/product";
import { formatMoney } from "@/lib/format";
import type { Language } from "@/lib/languages.mjs";
import { fill } from "@/lib/messages/fill";
import { own } from "@/lib/own";
import { ChoosePlan } from "./choose-plan";
import { DayIn } from "./day-in";
import { useOffer } from "./offer-provider";
import styles from "./personal.module.css";
import { SeatChoice } from "./seats";
import type { SeatPrice } from "./seat-sum";
import { TheirPlan } from "./their-plan";
import { TrialTerms } from "./trial-terms";
import type { TrialTexts } from "./trial-texts";

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
  /** The button of another interval of their plan: "Switch to yearly billing". */
  switchBilling: string;
  /** What new customers are told of its trial; null for none. */
  trial: TrialTexts | null;
  /** The one filled button of its section. */
  isMain: boolean;
  language: Language;
};

/** What this person can do about this price: choose it, switch to it, or manage what they have. */
export function PlanAction(props: Props) {
  const { price, currency, chosen, countLabel, planGroup, planName, rhythm, trial, isMain, language } = props;
  const { priceId, productId } = price;
  const { offer, workspace, messages } = useOffer();
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
  const choose = fill(messages.choose, { plan: planName });
  if (!offer?.workspaceId)
    return (
      <Action note={trial?.terms ?? messages.cancelAnytime}>
        <ChoosePlan
          values={{ price: priceId, workspace, currency }}
          choice={choice}
          isMain={isMain}
          label={trial?.startOf}
        >
          {trial?.start ?? choose}
        </ChoosePlan>
      </Action>
    );
  const theirs = theirPlan(offer, price);
  const isTheirs = theirs !== null;
  if (theirs?.isThisPrice)
    return <Manage {...props} plan={theirs.plan} workspaceId={offer.workspaceId} mayBill={offer.mayBill} />;
  const planned = offer.planned.find((one) => one.priceId === priceId);
  if (planned) return <PlannedPlan at={planned.at} isTheirs={isTheirs} workspaceId={offer.workspaceId} />;
  // The page says above the plans who can.
  if (!offer.mayBill) return <Action isTheirs={isTheirs} note={null} />;
  if (theirs ?? offer.current.some((plan) => planGroup !== null && plan.planGroup === planGroup)) {
    // What the portal's configuration forbids is not offered.
    if (!offer.mayChange) return <Action isTheirs={isTheirs} note={messages.noChange} />;
    const href = pathWith(paths.change, { workspace: offer.workspaceId, price: priceId });
    return (
      <Action isTheirs={isTheirs} note={null}>
        <BusyLink className="button quiet" href={href}>
          {theirs ? props.switchBilling : fill(messages.change, { plan: planName })}
        </BusyLink>
      </Action>
    );
  }
  const offered = trial && own(offer.trials, productId);
  return (
    <Action note={offered ? <TrialTerms texts={trial} at={offered.firstPaymentAt} /> : messages.cancelAnytime}>
      <StripeButton
        to="checkout"
        body={{ workspace_id: offer.workspaceId, price_id: priceId, currency }}
        choice={choice}
        quiet={!isMain}
        label={offered ? trial.startOf : undefined}
      >
        {offered ? trial.start : choose}
      </StripeButton>
    </Action>
  );
}

type ActionProps = {
  /** The card is outlined (card.module.css). */
  isTheirs?: boolean;
  note: ReactNode;
  children?: ReactNode;
};

/** The button, and below it a line whose room is kept, so that nothing jumps once it is known who reads. */
function Action({ isTheirs = false, note, children }: ActionProps) {
  return (
    <div className={styles.action} data-theirs={isTheirs || undefined}>
      {children ?? <span className={styles.noButton} />}
      <p className={`small muted ${styles.note}`}>{note}</p>
    </div>
  );
}

type PlannedProps = { at: string; isTheirs: boolean; workspaceId: string };

/** A change to it is planned already. The dashboard says what becomes of it, and lets who pays drop it. */
function PlannedPlan({ at, isTheirs, workspaceId }: PlannedProps) {
  const { messages } = useOffer();
  return (
    <Action isTheirs={isTheirs} note={<DayIn sentence={messages.plannedFrom} at={at} />}>
      <a className="button quiet" href={pathWith(paths.dashboard, { workspace: workspaceId })}>
        {messages.seePlanned}
      </a>
    </Action>
  );
}

type ManageProps = Props & { plan: Current; workspaceId: string; mayBill: boolean };

function Manage({ price, plan, planName, rhythm, language, workspaceId, mayBill }: ManageProps) {
  const { messages } = useOffer();
  const { amountMinor, currency } = plan;
  // Their price may be another one than today's.
  const amount =
    plan.priceId !== price.priceId &&
    amountMinor !== null &&
    currency !== null &&
    formatMoney(language, amountMinor, currency, { short: true });
  return (
    <Action
      isTheirs
      note={
        <>
          <TheirPlan plan={plan} />
          {amount && <span>{fill(messages.ownPrice, { amount, rhythm })}</span>}
        </>
      }
    >
      {mayBill && (
        <StripeButton
          to="portal"
          body={{ workspace_id: workspaceId }}
          quiet
          label={fill(messages.manageOf, { plan: planName })}
        >
          {messages.manage}
        </StripeButton>
      )}
    </Action>
  );
}

/** What they have of the price's plan, and whether it is this price or, after a change of prices, one with its interval. */
function theirPlan(
  { current }: Offer,
  { productId, priceId, interval, intervalCount }: Props["price"],
): { plan: Current; isThisPrice: boolean } | null {
  // A plan's usage is an item of its own, without an amount.
  const items = current.filter((plan) => plan.productId === productId);
  const plan =
    items.find((item) => item.priceId === priceId) ?? items.find((item) => item.amountMinor !== null) ?? items[0];
  if (!plan) return null;
  const isThisPrice = plan.priceId === priceId || (plan.interval === interval && plan.intervalCount === intervalCount);
  return { plan, isThisPrice };
}
