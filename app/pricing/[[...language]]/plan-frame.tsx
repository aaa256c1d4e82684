"use client";

import type { ReactNode } from "react";
import { useOffer } from "./offer-provider";
import styles from "./page.module.css";

type Props = { productId: string; isHighlighted: boolean; children: ReactNode };

/** The card of a plan: outlined where the reader has it, else where it is the most popular one. */
export function PlanFrame({ productId, isHighlighted, children }: Props) {
  const { offer } = useOffer();
  const isTheirs = offer?.current.some((plan) => plan.productId === productId);
  const outline = isTheirs ? styles.theirs : isHighlighted ? styles.popular : "";
  return <li className={`${styles.plan} ${outline}`}>{children}</li>;
}
