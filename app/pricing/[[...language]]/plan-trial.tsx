"use client";

import { useOffer } from "./offer-provider";
import styles from "./page.module.css";

/** A plan's own trial; for who gets none its line stays empty. */
export function PlanTrial({ children }: { children: string }) {
  const { offer } = useOffer();
  const isOver = offer?.workspaceId && (offer.hadPlan !== null || offer.current.length > 0);
  return <p className={`small ${isOver ? styles.notForYou : ""}`}>{children}</p>;
}
