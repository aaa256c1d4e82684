import { env } from "@/lib/env";
import { ProductError, type Upgrade, type WayOut } from "@/lib/errors";
import { formatDate } from "@/lib/format";
import { features } from "@/billing/features";
import { getCatalog } from "../catalog/catalog";
import { carriedBy, talkPlans } from "../catalog-file/talk-to-us";
import type { FeatureTexts } from "../catalog-file/texts";
import type { Access, Denied, Granted, Stopped } from "./access";
import { stoppedOf } from "./evaluate";
import { knownFeatures } from "./feature-ids";
import { own } from "@/lib/own";

/**
 * Thrown when a feature, or more of it, is missing. It carries the access, so that a page can explain it in its
 * language.
 */
export class FeatureRefused extends ProductError {
  constructor(
    readonly access: Access,
    message: string,
    readonly wayOut: WayOut,
  ) {
    super(access.allowed ? "limit_reached" : "feature_not_included", message, { feature: access.feature, ...wayOut });
  }
}

const described: Record<string, FeatureTexts> = features;

const titleOf = (feature: string): string => own(described, knownFeatures.currentOf(feature))?.en.title ?? feature;

function pageOf(path: string, workspaceId: string): URL {
  const page = new URL(path, env().FRONT_END_BASE_URL);
  page.searchParams.set("workspace", workspaceId);
  return page;
}

/**
 * The cheapest plan on offer that has a feature, and the page where it is chosen; otherwise the one that is agreed on
 * in person, and how to contact you.
 * @param needed a plan that allows fewer does not help
 */
async function upgradeTo(workspaceId: string, feature: string, needed: number): Promise<Upgrade | undefined> {
  const { products } = await getCatalog();
  const plan = products.find(
    ({ featureIds, limits }) => featureIds.includes(feature) && (own(limits, feature) ?? Infinity) >= needed,
  );
  if (plan) return { plan: plan.name, href: pageOf("/pricing", workspaceId).href };
  const agreed = talkPlans().find((one) => {
    const { featureIds, limits } = carriedBy(one);
    return featureIds.includes(feature) && (own(limits, feature) ?? Infinity) >= needed;
  });
  return agreed && { plan: agreed.texts.en.name, href: agreed.talkToUs.contact };
}

/** The plan of theirs that has it, or enough of it, and only waits, for a payment or something else. */
function waitingPlanOf(access: Access, atLeast: number): { plan: string | null } | undefined {
  const change = access.allowed
    ? access.unpaidChange
    : access.reason.kind === "unpaid_change"
      ? access.reason
      : undefined;
  if (change) return (change.limit ?? Infinity) >= atLeast ? change : undefined;
  return access.allowed ? undefined : stoppedOf(access);
}

/**
 * Where a refusal leads. If their plan only waits, to the dashboard, which tells payers and others what to do;
 * otherwise to a plan that has the feature.
 * @param needed how much there would be in use
 */
export async function wayOutOf(workspaceId: string, access: Access, needed = 1): Promise<WayOut> {
  // More than the limit in any case: something may have been released since.
  const atLeast = access.allowed ? Math.max(needed, (access.limit ?? 0) + 1) : needed;
  const waiting = waitingPlanOf(access, atLeast);
  if (waiting) {
    const page = pageOf("/dashboard", workspaceId);
    page.hash = "billing";
    return { resume: { plan: waiting.plan, href: page.href } };
  }
  return { upgrade: await upgradeTo(workspaceId, access.feature, atLeast) };
}

const ENDED: Record<Granted["kind"], string> = {
  plan: "The plan ended",
  trial: "The trial ended",
  grace: "A payment failed, and the time to settle it ended",
  override: "What was granted ended",
};

const COMES_BACK: Record<Stopped["needs"], string> = {
  payment: "comes back as soon as the payment goes through",
  card: "is paused until a card is added",
  resume: "is paused until it is resumed",
};

function whatEnded(reason: Denied): string {
  if (reason.kind !== "ended") return "";
  return `${ENDED[reason.was]}${reason.on ? ` on ${formatDate("en", reason.on)}` : ""}. `;
}

/**
 * What an endpoint answers when the workspace lacks a feature, or has used all of it.
 * @param needed how much there would be in use
 */
export async function refusalOf(workspaceId: string, access: Access, needed = 1): Promise<FeatureRefused> {
  const wayOut = await wayOutOf(workspaceId, access, needed);
  return new FeatureRefused(access, sentence(access, wayOut), wayOut);
}

function sentence(access: Access, { upgrade, resume }: WayOut): string {
  const title = titleOf(access.feature);
  if (access.allowed) {
    const more = upgrade
      ? ` ${upgrade.plan} allows more.`
      : resume
        ? ` ${resume.plan ?? "The plan"} allows more once the invoice for the change is paid.`
        : "";
    return `${title}: the plan allows ${access.limit ?? 0}, and ${access.used} are in use.${more}`;
  }
  if (access.reason.kind === "unpaid_change")
    return `${title} is part of ${access.reason.plan ?? "the plan"}, and included once the invoice for the change is paid.`;
  const stopped = stoppedOf(access);
  if (stopped)
    return `${stopped.needs === "resume" ? "" : whatEnded(access.reason)}${stopped.plan ?? "The plan"} ${COMES_BACK[stopped.needs]}, and ${title} with it.`;
  return (
    whatEnded(access.reason) +
    (upgrade ? `${title} is part of ${upgrade.plan}.` : `No plan on offer includes ${title}.`)
  );
}
