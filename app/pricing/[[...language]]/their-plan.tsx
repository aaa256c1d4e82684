"use client";

import { StatusTag, type TagKind } from "@/app/_components/status-tag";
import type { Current } from "@/lib/billing/catalog/offer";
import { DayIn } from "./day-in";
import { useOffer } from "./offer-provider";

/** "Your plan", and how it is with it: past due, on trial, when it ends. @param children what they pay, where that is another price */
export function TheirPlan({ plan: { status, endsAt, trialEnd } }: { plan: Current }) {
  const { messages } = useOffer();
  const trouble: [TagKind, string] | null =
    status === "past_due" || status === "unpaid"
      ? ["danger", messages.pastDue]
      : status === "incomplete"
        ? ["warning", messages.incomplete]
        : status === "paused"
          ? ["warning", messages.paused]
          : null;
  const isOnTrial = status === "trialing";
  const day = endsAt ?? (isOnTrial ? trialEnd : null);
  const sentence = endsAt ? (isOnTrial ? messages.trialEnds : messages.ends) : messages.trialUntil;
  return (
    <>
      <StatusTag kind="good">{messages.current}</StatusTag>
      {trouble && <StatusTag kind={trouble[0]}>{trouble[1]}</StatusTag>}
      {day && <DayIn sentence={sentence} at={day} />}
    </>
  );
}
