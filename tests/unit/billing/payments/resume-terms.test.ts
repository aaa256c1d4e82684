import fc from "fast-check";
import { expect, test } from "vitest";
import { type Paused, resumeTerms } from "@/lib/billing/payments/resume-terms";

const now = new Date("2026-11-20T12:00:00Z");
const later = new Date("2026-12-01T00:00:00Z");
const earlier = new Date("2026-11-01T00:00:00Z");

const paused = (more: Partial<Paused> = {}): Paused => ({
  collectionMethod: "charge_automatically",
  reason: "pause_requested",
  pausedAt: new Date("2026-11-15T00:00:00Z"),
  periodEnd: later,
  isPaid: true,
  hasOpenInvoice: false,
  isCredited: false,
  ...more,
});

test.each<[string, Partial<Paused>, string]>([
  ["a paid period goes on", {}, "same_period"],
  ["a paid period whose rest was given back does not: it would be free", { isCredited: true }, "new_period"],
  ["a period that is over does not", { periodEnd: earlier }, "new_period"],
  ["nor one that nobody paid", { isPaid: false }, "new_period"],
  ["a trial that ended without a card", { reason: "trial_end_without_payment_method", periodEnd: now }, "new_period"],
  ["after a failure the invoice comes first", { reason: "final_payment_failure", hasOpenInvoice: true }, "pay_first"],
  ["once that is paid, the period goes on", { reason: "final_payment_failure" }, "same_period"],
  ["unless it is over", { reason: "final_payment_failure", periodEnd: earlier }, "new_period"],
  ["a refused resume left an invoice", { hasOpenInvoice: true, isPaid: false }, "pay_first"],
  ["by invoice it is the operator's", { collectionMethod: "send_invoice" }, "operator"],
  ["a reason that Stripe adds later", { reason: "whatever" }, "same_period"],
])("%s", (_, more, terms) => {
  expect(resumeTerms(paused(more), now)).toBe(terms);
});

test("no time is billed twice, and none is left unbilled", () => {
  const any = fc.record({
    hasOpenInvoice: fc.boolean(),
    isPaid: fc.boolean(),
    isCredited: fc.boolean(),
    periodEnd: fc.constantFrom(earlier, later, null),
  });
  fc.assert(
    fc.property(any, (more) => {
      const terms = resumeTerms(paused(more), now);
      const runs = more.periodEnd === later;
      // The customer owns the rest of this period.
      const owns = runs && more.isPaid && !more.isCredited;
      if (terms === "new_period") expect(owns).toBe(false);
      if (terms === "same_period") expect(owns).toBe(true);
      // With an open invoice a new one could bill the same time.
      if (more.hasOpenInvoice) expect(terms).toBe("pay_first");
    }),
  );
});
