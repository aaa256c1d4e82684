import { messagesIn } from "@/lib/messages";
import type { Override } from "../entitlements/overrides";

/** A moment at which an override began or ended. */
export type OverrideMoment = { key: string; at: Date; feature: string; stands: boolean; sentence: string };

const english = messagesIn("en");

/** The overrides that were granted, revoked or have ended, in no order. */
export function overrideMoments(overrides: Override[], now: Date): OverrideMoment[] {
  return overrides.flatMap((override) => {
    const { id, feature, grantedAt, until, revokedAt } = override;
    const end = revokedAt ?? until;
    const began = { key: `granted ${id}`, at: grantedAt, feature, stands: true, sentence: granting(override) };
    if (end > now) return [began];
    const sentence = revokedAt
      ? `The grant of ${feature} was taken back by ${override.revokedBy ?? "somebody"}.`
      : `The grant of ${feature} ran out.`;
    return [began, { key: `ended ${id}`, at: end, feature, stands: false, sentence }];
  });
}

function granting({ feature, limit, until, note, grantedBy }: Override): string {
  const much = limit === null ? "" : ` (${limit})`;
  return `${grantedBy} granted ${feature}${much} until ${english.date(until)}: ${note}`;
}
