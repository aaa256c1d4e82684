import type { Messages } from "@/lib/messages";
import { planNameIn } from "@/lib/plan-name";

/** What a plan is called on pages, by its name at Stripe; null while the product is unknown here. */
export const planName = (name: string | null | undefined, { language, sentences }: Messages): string =>
  name == null ? sentences.dashboard.plan : planNameIn(name, language);

/** The plans of a subscription's items, each once. */
export const planNames = (items: { planName: string | null }[], messages: Messages): string[] => [
  ...new Set(items.map((item) => planName(item.planName, messages))),
];
