import { now } from "@/lib/clock";
import { mailEnv } from "@/lib/env";
import { BILLING_KINDS } from "@/lib/mail-settings";
import { sendsMail } from "@/lib/mail/queue";

/** The kinds that we send: those that are not left to Stripe. */
const kinds = () => BILLING_KINDS.filter((kind) => !mailEnv().MAIL_LEFT_TO_STRIPE.includes(kind));

/** What a statement that writes notices is given; null where no mail is sent. */
export const noticing = (): string | null => (sendsMail() ? JSON.stringify({ kinds: kinds(), at: now() }) : null);

/** The part of the statement that reads it. Without mail it has no kinds. */
export const noticingPart = (parameter: string) =>
  `noticing AS (SELECT * FROM jsonb_to_record((SELECT COALESCE(${parameter}::jsonb, '{}'))) AS n (kinds text[], at timestamptz))`;
