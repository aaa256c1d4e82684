import { formatDate, formatMoney } from "@/lib/format";
import type { Messages } from "@/lib/messages";
import { planNameIn } from "@/lib/plan-name";
import { countOf } from "@/lib/unit-names";
import type { MailData, NoticeKind } from "./kinds";
import { type About, at, type Content, plainName, type Write } from "./parts";

// What the mails about bills and plans say. They lead to the dashboard, where the reader signs in: no link in them opens
// anything without that.

/** Who left the workspace and still pays for it finds that under their workspaces. */
function leads(about: About, { t }: Messages, label: string = t("mail.openDashboard")): Content["action"] {
  const { workspaceId, standing } = about;
  if (!workspaceId || standing?.isMember === false) return { label: t("mail.openWorkspaces"), href: at("/workspaces") };
  return { label, href: at(`/dashboard?workspace=${workspaceId}`) };
}

type Named = { workspace: string; plan: string | null };

const names = ({ workspace, plan }: Named, { t, language }: Messages) => ({
  workspace: plainName(workspace),
  plan: plan === null ? t("mail.yourPlan") : plainName(planNameIn(plan, language)),
});

type Money = { amountMinor: number | null; currency: string | null };

const money = ({ amountMinor, currency }: Money, { language }: Messages): string | null =>
  amountMinor === null || currency === null ? null : formatMoney(language, amountMinor, currency);

const dayOf = (instant: string | Date, { language }: Messages): string => formatDate(language, instant);

const present = (paragraphs: (string | null)[]): string[] => paragraphs.flatMap((one) => one ?? []);

/** The day of a charge and its amount, as far as it is known here. */
function chargeOf(data: Money & { isExact: boolean; day: string }, messages: Messages): string {
  const { t } = messages;
  const amount = money(data, messages);
  const day = dayOf(data.day, messages);
  if (amount === null) return t("mail.charge.unknown", { day });
  return t(data.isExact ? "mail.charge.exact" : "mail.charge.before", { amount, day });
}

/** Until when the plan may be used, although it isn't paid. */
function accessOf(plan: string, { standing }: About, messages: Messages): string | null {
  const until = standing?.accessUntil;
  if (!until) return null;
  const day = dayOf(until.day, messages);
  return messages.t(until.isOver ? "mail.access.over" : "mail.access.until", { plan, day });
}

type Bill = MailData<"payment_failed">;

const failing =
  (kind: "payment_failed" | "authentication_needed"): Write<typeof kind> =>
  (data: Bill, messages, about): Content => {
    const { t } = messages;
    const amount = money(data, messages);
    const { reader } = data;
    const values = { ...names(data, messages), reader, amount: amount ?? "", known: amount === null ? "no" : "yes" };
    const next = data.nextTry === null ? null : dayOf(data.nextTry, messages);
    const isFailed = kind === "payment_failed";
    const retry = next === null ? t("mail.payment_failed.last") : t("mail.payment_failed.next", { day: next });
    return {
      subject: t(`mail.${kind}.subject`, values),
      preview: isFailed ? retry : t("mail.authentication_needed.preview"),
      paragraphs: present([
        t(`mail.${kind}.lead`, values),
        isFailed ? retry : null,
        accessOf(values.plan, about, messages),
      ]),
      action: leads(about, messages, reader === "owner" ? undefined : t(`mail.${kind}.button`)),
      note: t(reader === "owner" ? "mail.notPayer" : "mail.payer"),
    };
  };

/** Who reads it, and why. */
const why = ({ reader }: { reader: "payer" | "owner" }, { t }: Messages): string =>
  t(reader === "owner" ? "mail.owner" : "mail.payer");

export const NOTICES: { [K in NoticeKind]: Write<K> } = {
  payment_failed: failing("payment_failed"),
  authentication_needed: failing("authentication_needed"),
  payment_recovered: (data, messages, about) => {
    const { t } = messages;
    const amount = money(data, messages);
    const values = { ...names(data, messages), amount: amount ?? "", known: amount === null ? "no" : "yes" };
    return {
      subject: t("mail.payment_recovered.subject", values),
      preview: t("mail.payment_recovered.preview"),
      paragraphs: [t("mail.payment_recovered.lead", values)],
      action: leads(about, messages),
      note: why(data, messages),
    };
  },
  plan_canceled: (data, messages, about) => {
    const { t } = messages;
    const day = data.until === null ? null : dayOf(data.until, messages);
    const values = { ...names(data, messages), day: day ?? "", known: day === null ? "no" : "yes" };
    return {
      subject: t("mail.plan_canceled.subject", values),
      preview: t("mail.plan_canceled.preview", values),
      paragraphs: present([
        t("mail.plan_canceled.lead", values),
        data.reader === "payer" ? t("mail.plan_canceled.resume") : null,
      ]),
      action: leads(about, messages),
      note: why(data, messages),
    };
  },
  plan_ended: (data, messages, about) => {
    const { t } = messages;
    const values = {
      ...names(data, messages),
      day: dayOf(data.endedAt, messages),
      cause: data.unpaid ? "unpaid" : "other",
    };
    return {
      subject: t("mail.plan_ended.subject", values),
      preview: t("mail.plan_ended.preview"),
      paragraphs: [t("mail.plan_ended.lead", values), t("mail.plan_ended.next")],
      action: leads(about, messages),
      note: why(data, messages),
    };
  },
  plan_changed: (data, messages, about) => {
    const { t } = messages;
    const amount = money(data, messages);
    const { interval } = data;
    const values = {
      ...names(data, messages),
      before: data.before === null ? t("mail.yourPlan") : plainName(planNameIn(data.before, messages.language)),
      amount: amount ?? "",
      interval: interval ?? "",
      same: data.before === data.plan ? "yes" : "no",
    };
    const cost = data.isExact ? "mail.plan_changed.cost" : "mail.plan_changed.costBefore";
    return {
      subject: t("mail.plan_changed.subject", values),
      preview: t("mail.plan_changed.preview"),
      paragraphs: present([
        t("mail.plan_changed.lead", values),
        amount !== null && interval !== null ? t(cost, values) : null,
      ]),
      action: leads(about, messages),
      note: why(data, messages),
    };
  },
  seats_changed: (data, messages, about) => {
    const { t } = messages;
    const seats = about.standing?.seats ?? { count: data.before, amountMinor: null, currency: null };
    const amount = money(seats, messages);
    const countOfKind = (count: number) =>
      seats.kind === "units"
        ? countOf(seats.lookupKey ?? null, count, messages)
        : t("mail.seats_changed.seats", { count });
    const values = {
      ...names(data, messages),
      before: countOfKind(data.before),
      counted: countOfKind(seats.count),
      amount: amount ?? "",
    };
    return {
      subject: t("mail.seats_changed.subject", values),
      preview: t("mail.seats_changed.preview", values),
      paragraphs: present([
        t(seats.kind ? "mail.seats_changed.leadChosen" : "mail.seats_changed.lead", values),
        amount === null ? null : t("mail.seats_changed.cost", values),
      ]),
      action: leads(about, messages),
      note: why(data, messages),
    };
  },
  trial_ending: (data, messages, about) => {
    const { t } = messages;
    const values = { ...names(data, messages), day: dayOf(data.day, messages) };
    const amount = money(data, messages);
    const exact = data.isExact ? "yes" : "no";
    // Without a payment method nothing is charged, and the plan ends or waits.
    const next = data.hasMethod
      ? [chargeOf(data, messages), t("mail.trial_ending.cancel")]
      : [
          t("mail.trial_ending.noMethod"),
          amount === null ? null : t("mail.trial_ending.firstPayment", { amount, exact }),
        ];
    return {
      subject: t("mail.trial_ending.subject", values),
      preview: next[0] ?? "",
      paragraphs: present([t("mail.trial_ending.lead", values), ...next]),
      action: leads(about, messages),
      note: why(data, messages),
    };
  },
  renewal_coming: (data, messages, about) => {
    const { t } = messages;
    const values = { ...names(data, messages), day: dayOf(data.day, messages) };
    return {
      subject: t("mail.renewal_coming.subject", values),
      preview: chargeOf(data, messages),
      paragraphs: [t("mail.renewal_coming.lead", values), chargeOf(data, messages), t("mail.renewal_coming.cancel")],
      action: leads(about, messages),
      note: why(data, messages),
    };
  },
  card_expiring: (data, messages, about) => {
    const { t } = messages;
    const month = new Intl.DateTimeFormat(messages.language, {
      month: "long",
      year: "numeric",
      timeZone: "UTC",
    }).format(Date.UTC(data.year, data.month - 1));
    const values = { ...names(data, messages), last4: data.last4 ?? "…", month };
    return {
      subject: t("mail.card_expiring.subject", values),
      preview: t("mail.card_expiring.preview", values),
      paragraphs: [t("mail.card_expiring.lead", values), chargeOf(data, messages)],
      action: leads(about, messages, t("mail.card_expiring.button")),
      note: why(data, messages),
    };
  },
  duplicate_refunded: (data, messages, about) => {
    const { t } = messages;
    const refunded = data.amountMinor === 0 ? null : money(data, messages);
    const values = { ...names(data, messages), amount: refunded ?? "" };
    return {
      subject: t("mail.duplicate_refunded.subject", values),
      preview: t("mail.duplicate_refunded.preview"),
      paragraphs: present([
        t("mail.duplicate_refunded.lead", values),
        refunded === null ? null : t("mail.duplicate_refunded.refund", values),
      ]),
      action: leads(about, messages),
      note: why(data, messages),
    };
  },
  billing_taken_over: ({ from, to, reader, day, ...data }, messages, about) => {
    const { t } = messages;
    const person = (name: string | null) => (name === null ? t("mail.anotherMember") : plainName(name));
    const charged = day === null ? null : dayOf(day, messages);
    const values = {
      ...names(data, messages),
      reader,
      from: person(from),
      to: person(to),
      day: charged ?? "",
      charged: charged === null ? "now" : "later",
    };
    return {
      subject: t("mail.billing_taken_over.subject", values),
      preview: t("mail.billing_taken_over.preview", values),
      paragraphs: [t("mail.billing_taken_over.lead", values), t("mail.billing_taken_over.next", values)],
      action: leads(about, messages),
    };
  },
};
