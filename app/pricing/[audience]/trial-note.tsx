"use client";

import { useOffer } from "./offer-provider";
import styles from "./page.module.css";
import { words } from "./words";

/** The trial: what new customers get, and as soon as it is known who reads, whether they get it. */
export function TrialNote({ newCustomerDays }: { newCustomerDays: number | null }) {
  const offer = useOffer();
  if (newCustomerDays === null) return null;
  return <p className={styles.trial}>{sentence(newCustomerDays, offer)}</p>;
}

function sentence(newCustomerDays: number, offer: ReturnType<typeof useOffer>): string {
  if (!offer) return words.trialForNewCustomers(newCustomerDays);
  if (offer.current.length > 0) return words.noTrialForAChange;
  return offer.trialDays === null ? words.noTrialForYou : words.trialForYou(offer.trialDays);
}
