import { fill } from "@/lib/messages/fill";
import type { Sentences } from "@/lib/messages";
import type { Refusal } from "./post-json";

/** A refusal in the language of the page; one that is new to it in the endpoint's own English. */
export function refusalSentence(refusal: Refusal, { refusals }: Pick<Sentences["browser"], "refusals">): string {
  const sentence = (refusals as Record<string, string>)[refusal.code] ?? refusal.detail;
  return fill(sentence, { payer: refusal.payer ?? "", currency: refusal.currency?.toUpperCase() ?? "" });
}
