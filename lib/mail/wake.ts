import { slot } from "@/lib/observe/slots";

/** What a run did. `waiting`: some is due and was left for the next run. */
export type MailRun = { sent: number; dropped: number; failed: number; waiting: boolean };

/** The part of a server that sends. Code that writes mail doesn't load it. */
export type MailSender = {
  /** Looks for mail that was just written, or is about to be committed. Never waits, never fails. */
  soon: () => void;
  /** Sends what is due. @param budgetMs nothing is begun after this time */
  run: (budgetMs?: number) => Promise<MailRun>;
};

const sender = slot<MailSender>("mailSender");

export const mailSender = (): MailSender | undefined => sender.get();

/** @param running undefined: nothing sends any more */
export const setMailSender = (running: MailSender | undefined): void => sender.set(running);

/** Tells this instance that there is mail. Without it, or after a crash, the timer of any instance finds it. */
export const sendSoon = (): void => sender.get()?.soon();
