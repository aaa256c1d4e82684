"use client";

import { own } from "@/lib/own";
import { useOffer } from "./offer-provider";
import styles from "./page.module.css";

/** A plan's own trial; for who gets none its line stays empty. */
export function PlanTrial({ productId, children }: { productId: string; children: string }) {
  const { offer } = useOffer();
  const isOver = offer?.workspaceId && !own(offer.trials, productId);
  return <p className={`small ${isOver ? styles.notForYou : ""}`}>{children}</p>;
}
