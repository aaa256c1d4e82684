"use client";

import { LocalDate } from "@/app/_components/local-date";
import { useOffer } from "./offer-provider";
import styles from "./page.module.css";

type Props = {
  forNewCustomers: string;
  forYou: string;
  firstPayment: string;
  userHadPlan: string;
  workspaceHadPlan: string;
  notForAChange: string;
};

/** The trial: what new customers get, and as soon as it is known who reads, whether they get it and why not. */
export function TrialNote(words: Props) {
  const { offer, words: personal } = useOffer();
  const sentence = () => {
    if (!offer?.workspaceId) return words.forNewCustomers;
    if (offer.current.length > 0) return words.notForAChange;
    if (offer.hadPlan) return offer.hadPlan === "user" ? words.userHadPlan : words.workspaceHadPlan;
    if (!offer.mayBill) return personal.askAnOwner;
    if (!offer.firstPaymentAt) return null;
    const [before, after] = words.firstPayment.split("{day}");
    return (
      <>
        {words.forYou} {before}
        <LocalDate at={offer.firstPaymentAt} />
        {after}
      </>
    );
  };
  return <p className={styles.trial}>{sentence()}</p>;
}
