"use client";

import { useOffer } from "./offer-provider";
import styles from "./page.module.css";

type Props = { forNewCustomers: string; forYou: string; notForYou: string; notForAChange: string };

/** The trial: what new customers get, and as soon as it is known who reads, whether they get it. */
export function TrialNote({ forNewCustomers, forYou, notForYou, notForAChange }: Props) {
  const { offer } = useOffer();
  const sentence = () => {
    if (!offer) return forNewCustomers;
    if (offer.current.length > 0) return notForAChange;
    return offer.trialDays === null ? notForYou : forYou;
  };
  return <p className={styles.trial}>{sentence()}</p>;
}
