import fc from "fast-check";
import { expect, test } from "vitest";
import { type ChangedCard, decideCard } from "@/lib/billing/cards/decide";
import { suits } from "@/lib/billing/cards/suits";

const change = (more: Partial<ChangedCard> = {}): ChangedCard => ({
  ownId: "pm_own",
  ownIsDetached: false,
  fromIds: ["pm_old"],
  toId: "pm_new",
  defaultId: "pm_new",
  toType: "card",
  status: "active",
  pausedReason: null,
  collectionMethod: "charge_automatically",
  currency: "usd",
  allowedTypes: [],
  managed: true,
  liveCount: 2,
  cameWithCheckout: false,
  isChosen: false,
  ...more,
});

test.each<[string, Partial<ChangedCard>, string]>([
  ["its own card was the default that was replaced", { ownId: "pm_old" }, "follow"],
  ["its own card was a default on the way there", { fromIds: ["pm_older", "pm_own"] }, "follow"],
  ["its own card is detached", { ownIsDetached: true }, "follow"],
  ["its own card was refused", { status: "past_due" }, "follow"],
  ["its own card was refused for good", { status: "unpaid" }, "follow"],
  ["the first payment was refused", { status: "incomplete" }, "follow"],
  ["a refusal paused it", { status: "paused", pausedReason: "final_payment_failure" }, "follow"],
  ["the first refusal paused it", { status: "paused", pausedReason: "first_payment_failure" }, "follow"],
  ["somebody asked for the pause", { status: "paused", pausedReason: "pause_requested" }, "ask"],
  ["it is the only one", { liveCount: 1 }, "follow"],
  ["its card may have been chosen on purpose", {}, "ask"],
  ["the payer said yes", { isChosen: true }, "follow"],
  ["it pays with the default anyway", { ownId: null, liveCount: 1 }, "none"],
  ["it has the new card already", { ownId: "pm_new", liveCount: 1 }, "none"],
  ["the default was changed again meanwhile", { defaultId: "pm_other", liveCount: 1 }, "none"],
  ["there is no default any more", { defaultId: null, liveCount: 1 }, "none"],
  ["the customer pays each invoice", { collectionMethod: "send_invoice", liveCount: 1 }, "none"],
  ["no checkout of ours made it", { managed: false, liveCount: 1 }, "none"],
  ["it has ended", { status: "canceled", liveCount: 1 }, "none"],
  ["a checkout brought the card", { cameWithCheckout: true, liveCount: 1 }, "none"],
  ["a checkout brought the card, and the payer said yes", { cameWithCheckout: true, isChosen: true }, "follow"],
  ["the method can't pay in its currency", { toType: "sepa_debit", liveCount: 1, isChosen: true }, "none"],
  ["the subscription is limited to other types", { allowedTypes: ["us_bank_account"], liveCount: 1 }, "none"],
  ["the Dashboard offers a method that isn't known here", { toType: "invented_later", liveCount: 1 }, "ask"],
  ["that method was chosen", { toType: "invented_later", isChosen: true }, "follow"],
  ["that method came with a checkout", { toType: "invented_later", cameWithCheckout: true }, "none"],
  ["the new card is gone", { toType: null, liveCount: 1 }, "none"],
])("%s", (_, more, decision) => {
  expect(decideCard(change(more))).toBe(decision);
});

test("a card that was chosen for one workspace is never moved to another's bill without a yes", () => {
  const id = fc.constantFrom("pm_a", "pm_b", "pm_c");
  const any = fc.record({
    ownId: id,
    fromIds: fc.array(id, { maxLength: 2 }),
    toId: id,
    cameWithCheckout: fc.boolean(),
    managed: fc.boolean(),
  });
  fc.assert(
    fc.property(any, ({ ownId, fromIds, toId, ...more }) => {
      const decision = decideCard(change({ ...more, ownId, fromIds, toId, defaultId: toId, liveCount: 2 }));
      // Healthy, attached, one of several: only the default that was replaced follows.
      if (decision === "follow") expect(fromIds).toContain(ownId);
      if (!fromIds.includes(ownId)) expect(decision).not.toBe("follow");
    }),
  );
});

test.each([
  ["card", "jpy", [], true],
  ["sepa_debit", "eur", [], true],
  ["sepa_debit", "usd", [], false],
  ["us_bank_account", "usd", ["card"], false],
  ["us_bank_account", "usd", ["card", "us_bank_account"], true],
  ["acss_debit", "cad", [], true],
  ["invented_later", "usd", [], null],
  ["invented_later", "usd", ["card"], false],
  ["kr_card", "krw", [], true],
  ["kr_card", "usd", [], false],
  ["invented_later", "usd", ["invented_later"], true],
  ["constructor", "usd", [], null],
  [null, "usd", [], false],
  ["card", null, [], false],
])("%s for %s limited to %j", (type, currency, allowedTypes, answer) => {
  expect(suits(type, { currency, allowedTypes })).toBe(answer);
});
