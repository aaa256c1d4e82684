import type { MailData, MailKind } from "@/lib/mail/kinds";

const linkId = "11111111-1111-4111-8111-111111111111";

const plan = { subscriptionId: "sub_1", workspace: "Ada's team", plan: "Pro", reader: "payer" as const };
const money = { amountMinor: 2900, currency: "usd" };
const day = "2026-12-03T10:00:00+00:00";
const bill = { ...plan, ...money, invoiceId: "in_1", nextTry: day };
const charge = { ...plan, ...money, isExact: true, day };

/** Data of each kind; of some more than one, where the sentences differ. */
export const SAMPLES: { [K in MailKind]: MailData<K>[] } = {
  address_confirmation: [
    { linkId, minutes: 1440 },
    { linkId, minutes: 1440, account: { name: "Ada", createdAt: day } },
  ],
  address_contested: [
    { linkId, minutes: 1440, account: { name: "Ada", createdAt: day } },
    { linkId, minutes: 1440, account: { name: null, createdAt: day } },
  ],
  password_reset: [
    { linkId, minutes: 30 },
    { linkId, minutes: 30, account: { name: null, createdAt: day } },
  ],
  sign_in_link: [
    { linkId, minutes: 15 },
    { linkId, minutes: 15, account: { name: "Ada", createdAt: day } },
  ],
  password_changed: [{}],
  address_changed: [
    { newAddress: "new.person@example.org", reader: "before" },
    { newAddress: "new.person@example.org", reader: "new" },
  ],
  sign_in_method_changed: [
    { method: "GitHub", change: "added" },
    { method: "Google", change: "removed" },
    { method: "password", change: "removed" },
  ],
  invitation: [
    { linkId, workspace: "Ada's team", inviter: "Ada Lovelace", role: "member" },
    { linkId, workspace: "Ada's team", inviter: "Ada Lovelace", role: "admin" },
  ],
  ownership_transferred: [
    { workspace: "Ada's team", from: "Ada Lovelace", to: "Grace Hopper", reader: "to" },
    { workspace: "Ada's team", from: "Ada Lovelace", to: "Grace Hopper", reader: "from" },
  ],
  removed_from_workspace: [{ workspace: "Ada's team" }],
  payment_failed: [bill, { ...bill, nextTry: null }, { ...bill, reader: "owner", amountMinor: null, nextTry: null }],
  authentication_needed: [bill, { ...bill, amountMinor: null }],
  payment_recovered: [bill, { ...bill, plan: null, amountMinor: null }],
  plan_canceled: [
    { ...plan, canceledAt: day, until: day },
    { ...plan, reader: "owner", canceledAt: day, until: null },
  ],
  plan_ended: [
    { ...plan, endedAt: day, unpaid: true },
    { ...plan, reader: "owner", endedAt: day, unpaid: false },
  ],
  plan_changed: [
    { ...plan, ...money, before: "Starter", interval: "year", isExact: true },
    { ...plan, ...money, before: "Pro", interval: "month", isExact: false },
    { ...plan, amountMinor: null, currency: null, before: null, interval: null, isExact: true },
  ],
  seats_changed: [{ ...plan, before: 3 }],
  trial_ending: [
    { ...charge, hasMethod: true },
    { ...charge, isExact: false, hasMethod: false },
  ],
  renewal_coming: [charge, { ...charge, amountMinor: null }],
  card_expiring: [{ ...charge, brand: "visa", last4: "4242", month: 11, year: 2026 }],
  duplicate_refunded: [
    { ...plan, ...money },
    { ...plan, amountMinor: 0, currency: "usd" },
  ],
  billing_taken_over: [
    { workspace: "Ada's team", plan: "Pro", from: "Ada Lovelace", to: "Grace Hopper", reader: "to", day },
    { workspace: "Ada's team", plan: null, from: null, to: "Grace Hopper", reader: "from", day: null },
  ],
};

export const KIND_NAMES = Object.keys(SAMPLES) as MailKind[];
