"use client";

import { LocalDate } from "@/app/_components/local-date";
import { useOffer } from "./offer-provider";
import styles from "./personal.module.css";

type Props = {
  forNewCustomers: string;
  /** Null where plans have trials of their own. */
  forYou: string | null;
  firstPayment: string;
  userHadPlan: string;
  workspaceHadPlan: string;
  notForAChange: string;
};

/** The trial offer for new customers, and once the visitor is known, whether they get it or why not. */
export function TrialNote(messages: Props) {
  const { offer, messages: personal } = useOffer();
  const sentence = () => {
    if (!offer?.workspaceId) return messages.forNewCustomers;
    if (!offer.mayBill) return personal.askAnOwner;
    if (offer.current.length > 0) return messages.notForAChange;
    if (offer.hadPlan) return offer.hadPlan === "user" ? messages.userHadPlan : messages.workspaceHadPlan;
    if (messages.forYou === null) return messages.forNewCustomers;
    if (!offer.firstPaymentAt) return null;
    const [before, after] = messages.firstPayment.split("{day}");
    return (
      <>
        {messages.forYou} {before}
        <LocalDate at={offer.firstPaymentAt} />
        {after}
      </>
    );
  };
  return <p className={styles.trial}>{sentence()}</p>;
}
