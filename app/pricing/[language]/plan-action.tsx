"use client";

import { LeaveButton } from "@/app/_components/leave-button";
import { pathWith, paths } from "@/app/_components/paths";
import { fill } from "@/lib/words/fill";
import { useOffer } from "./offer-provider";
import styles from "./page.module.css";

type Props = { priceId: string; productId: string; planGroup: string | null; planName: string; rhythm: string };

/** What this person can do about this price: choose it, change to it, or manage what they have. */
export function PlanAction({ priceId, productId, planGroup, planName, rhythm }: Props) {
  const { offer, words } = useOffer();
  const plan = { plan: planName };
  if (!offer?.workspaceId) {
    return (
      <a className="button" href={pathWith(paths.login, { price: priceId })}>
        {fill(words.choose, plan)}
      </a>
    );
  }
  const workspace_id = offer.workspaceId;
  const sameProduct = offer.current.find((plan) => plan.productId === productId);
  const sameGroup = offer.current.find((plan) => planGroup !== null && plan.planGroup === planGroup);

  if (sameProduct?.priceId === priceId) {
    return (
      <div className={styles.current}>
        <span className="tag">{words.current}</span>
        {offer.mayBill && (
          <LeaveButton to="portal" body={{ workspace_id }} quiet label={fill(words.manageOf, plan)}>
            {words.manage}
          </LeaveButton>
        )}
      </div>
    );
  }
  if (!offer.mayBill) return <p className="muted small">{words.askAnOwner}</p>;
  if (sameProduct ?? sameGroup) {
    return (
      <LeaveButton to="portal" body={{ workspace_id, flow: "subscription_update_confirm", price_id: priceId }} quiet>
        {sameProduct ? fill(words.changeRhythm, { rhythm }) : fill(words.change, plan)}
      </LeaveButton>
    );
  }
  return (
    <LeaveButton to="checkout" body={{ workspace_id, price_id: priceId }}>
      {fill(words.choose, plan)}
    </LeaveButton>
  );
}
