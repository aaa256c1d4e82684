/** What tells that a page in another language has a sentence left in English. */
import type { Page } from "@playwright/test";
import * as en from "@/lib/messages/en";
import { features } from "@/billing/features";

/** English sentences that stand on a page, or are read out on it. */
export async function englishOn(page: Page): Promise<string[]> {
  const said = await page.evaluate(() => {
    const labels = ["aria-label", "placeholder", "title", "alt"];
    const attributes = [...document.querySelectorAll(labels.map((name) => `[${name}]`).join())].flatMap((one) =>
      labels.map((name) => one.getAttribute(name)),
    );
    return [document.title, document.body.innerText, ...attributes].join("\n");
  });
  return PHRASES.filter((phrase) => said.includes(phrase));
}

/** What begins a sentence, or is three words of one: less of it also stands in names, and in what plans say at Stripe. */
const PHRASES = sentencesOf([en, Object.values(features).map((feature) => feature.en)])
  .flatMap((sentence) => sentence.split(/[{}<>]/))
  .map((phrase) => phrase.trim())
  .filter((phrase) => /^[A-Z]\w* \w|\w \w+ \w/.test(phrase));

function sentencesOf(text: unknown): string[] {
  if (typeof text === "string") return [text];
  return typeof text === "object" && text !== null ? Object.values(text).flatMap(sentencesOf) : [];
}
