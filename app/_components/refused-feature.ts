import { planNameIn } from "@/lib/plan-name";
import { planName } from "./plan-names";
import type { WayOut } from "@/lib/errors";
import type { Access } from "@/lib/entitlements";
import type { Messages } from "@/lib/messages";
import { talkPlans } from "@/lib/billing/catalog-file/talk-to-us";
import { inLanguage } from "@/lib/billing/catalog-file/texts";
import { featureMessages } from "./feature-messages";

/** A message by its key, its values, and the day for `<date></date>`. */
type Line = {
  name: `site.refused.${"partOf" | "limit" | "allowsMore" | "plan" | "trial" | "override" | "payment" | "card" | "paused" | "change" | "changeAllowsMore"}`;
  values: { feature: string; plan: string; limit: number; used: number; dated: string };
  on: Date | null;
};

/** Why a feature is refused: what ended or is used up, then the plan that has it. */
export function whyRefused(access: Access, wayOut: WayOut, messages: Messages): Line[] {
  const plan = planIn(wayOut, messages);
  const { limit, used } = access.allowed ? access : { limit: null, used: 0 };
  const values = {
    feature: featureMessages(access.feature, messages.language).title,
    plan: plan ?? "",
    limit: limit ?? 0,
    used,
    dated: "",
  };
  const said = (name: Line["name"]): Line => ({ name, values, on: null });
  if (access.allowed && access.unpaidChange && wayOut.resume)
    return [
      said("site.refused.limit"),
      {
        ...said("site.refused.changeAllowsMore"),
        values: { ...values, plan: planName(wayOut.resume.plan, messages) },
      },
    ];
  if (access.allowed) return [said("site.refused.limit"), ...(plan ? [said("site.refused.allowsMore")] : [])];
  return [...whatEnded(access.reason, values, messages), ...(plan ? [said("site.refused.partOf")] : [])];
}

function whatEnded(
  reason: Extract<Access, { allowed: false }>["reason"],
  values: Line["values"],
  messages: Messages,
): Line[] {
  if (reason.kind === "not_included") return [];
  if (reason.kind === "unpaid_change")
    return [{ name: "site.refused.change", values: { ...values, plan: planName(reason.plan, messages) }, on: null }];
  const { stopped, was } = reason;
  // A grace that no payment can lengthen ended with its plan.
  const what = stopped?.needs === "resume" ? "paused" : (stopped?.needs ?? (was === "grace" ? "plan" : was));
  const { plan, on } = stopped ?? reason;
  return [
    {
      name: `site.refused.${what}`,
      values: { ...values, plan: planName(plan, messages), dated: on ? "day" : "" },
      on,
    },
  ];
}

function planIn({ upgrade }: WayOut, { language }: Messages): string | undefined {
  const agreed = upgrade && talkAt(upgrade.href, upgrade.plan);
  if (agreed) return inLanguage(agreed.texts, language).name;
  return upgrade?.plan == null ? undefined : planNameIn(upgrade.plan, language);
}

const talkAt = (href: string, plan: string | null) =>
  talkPlans().find(({ talkToUs, texts }) => talkToUs.contact === href && texts.en.name === plan);

export type Link = { href: string; text: string };

/** A link to what resolves a refusal, or undefined. */
export function linkOut({ upgrade, resume }: WayOut, { t }: Messages): Link | undefined {
  if (resume) return { href: resume.href, text: t("site.refused.resume") };
  return (
    upgrade && {
      href: upgrade.href,
      text: t(talkAt(upgrade.href, upgrade.plan) ? "pricing.talk.action" : "site.toPlans"),
    }
  );
}
