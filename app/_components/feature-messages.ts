import { languages, type Language } from "@/lib/languages.mjs";
import type { Messages } from "@/lib/messages";
import { features } from "@/billing/features";
import { knownFeatures } from "@/lib/billing/entitlements/feature-ids";
import type { FeatureTexts } from "@/lib/billing/catalog-file/texts";
import { own } from "@/lib/own";

const described: Record<string, FeatureTexts> = features;

/** A feature's title and sentence. A feature that only Stripe knows gets a title made of its id. */
export function featureMessages(id: string, language: Language): { title: string; sentence: string | null } {
  const known = own(described, knownFeatures.currentOf(id));
  const written = known?.[language] ?? known?.[languages[0]];
  if (written) return written;
  const messages = id.replaceAll(/[_-]+/g, " ");
  return { title: messages.charAt(0).toUpperCase() + messages.slice(1), sentence: null };
}

/** "up to 20", or "without a limit" for null. */
export const limitText = (limit: number | null, { t }: Messages): string =>
  limit === null ? t("site.unlimited") : t("site.upTo", { limit });

/** "Projects, up to 20"; the title alone where there is no limit. */
export function titleWithLimit(id: string, limit: number | null, messages: Messages): string {
  const feature = featureMessages(id, messages.language).title;
  return limit === null ? feature : messages.t("site.limitedFeature", { feature, amount: limitText(limit, messages) });
}
