import { fill } from "@/lib/messages/fill";
import type { Refusal } from "./post-json";
import { own } from "@/lib/own";

/** A refusal in the language of the page; one that is new to it in the endpoint's own English. */
export function refusalSentence(
  refusal: Refusal,
  { refusals, currencyHeld }: { refusals: Record<string, string>; currencyHeld?: string },
): string {
  const sentence = (isHeld(refusal) ? currencyHeld : undefined) ?? own(refusals, refusal.code) ?? refusal.detail;
  return fill(sentence, { payer: refusal.payer ?? "", currency: refusal.currency?.toUpperCase() ?? "" });
}

/** By something that the customer can't end on our pages, unlike a plan. */
const isHeld = ({ code, binds = [] }: Refusal): boolean =>
  code === "other_currency" && binds.length > 0 && binds.every(({ kind }) => kind !== "subscription");
