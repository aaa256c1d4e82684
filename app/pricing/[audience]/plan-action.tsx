"use client";

import { LeaveButton } from "@/app/_components/leave-button";
import { pathWith, paths } from "@/app/_components/paths";
import { useOffer } from "./offer-provider";
import styles from "./page.module.css";
import { words } from "./words";

type Props = { priceId: string; productId: string; planGroup: string | null; planName: string; rhythm: string };

/** What this person can do about this price: choose it, change to it, or manage what they have. */
export function PlanAction({ priceId, productId, planGroup, planName, rhythm }: Props) {
  const offer = useOffer();
  if (!offer?.workspaceId) {
    return (
      <a className="button" href={pathWith(paths.login, { price: priceId })}>
        {words.choose(planName)}
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
          <LeaveButton to="portal" body={{ workspace_id }} quiet label={words.manageOf(planName)}>
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
        {sameProduct ? words.changeRhythm(rhythm) : words.change(planName)}
      </LeaveButton>
    );
  }
  return (
    <LeaveButton to="checkout" body={{ workspace_id, price_id: priceId }}>
      {words.choose(planName)}
    </LeaveButton>
  );
}
