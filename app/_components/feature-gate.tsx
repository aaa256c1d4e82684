import type { ReactNode } from "react";
import { featureWords } from "@/app/_components/feature-words";
import { getWords } from "@/app/_components/get-words";
import { upgradeTo } from "@/lib/billing/entitlements/refusal";
import { can } from "@/lib/entitlements";
import { talkToUs, type FeatureName } from "@/prisma/catalog";

type Props = {
  workspaceId: string;
  feature: FeatureName;
  /** In place of the words that say which plan has it. */
  otherwise?: ReactNode;
  children: ReactNode;
};

/** Shows what is inside to a workspace that has the feature, and to others which plan has it. */
export async function FeatureGate({ workspaceId, feature, otherwise, children }: Props) {
  const { allowed } = await can(workspaceId, feature);
  if (allowed) return children;
  return otherwise ?? <PlanThatHas workspaceId={workspaceId} feature={feature} />;
}

async function PlanThatHas({ workspaceId, feature }: Pick<Props, "workspaceId" | "feature">) {
  const [words, upgrade] = await Promise.all([getWords(), upgradeTo(workspaceId, feature)]);
  const { title } = featureWords(feature, words.language);
  if (!upgrade) return null;
  const talk = upgrade.href === talkToUs?.contact ? talkToUs : null;
  const plan = talk?.[words.language]?.name ?? upgrade.plan;
  return (
    <p className="muted small">
      {words.t("site.partOf", { name: title, plan })} <a href={upgrade.href}>{words.t(talk ? "pricing.talk.action" : "site.toPlans")}</a>
    </p>
  );
}
