import { formatDays } from "@/lib/format";

/** Every sentence of the pricing page. */
export const words = {
  title: "Plans and pricing",
  lead: "One plan for each workspace. Change or cancel it whenever you like.",
  trialForNewCustomers: (days: number) => `New customers try any plan free for ${formatDays(days)}.`,
  trialForYou: (days: number) => `You can try any plan free for ${formatDays(days)}.`,
  noTrialForYou: "You or this workspace had a plan before, so a new one starts without a free trial.",
  noTrialForAChange: "This workspace has a plan. You see what a change costs before you confirm it; it starts no new free trial.",
  period: "Billing period",
  monthly: "Monthly",
  yearly: "Yearly",
  included: "What is included",
  perSeat: "per person",
  addOn: "Add-on",
  choose: (plan: string) => `Choose ${plan}`,
  change: (plan: string) => `Change to ${plan}`,
  changeRhythm: (rhythm: string) => `Pay ${rhythm} instead`,
  current: "Current plan",
  manage: "Manage",
  manageOf: (plan: string) => `Manage ${plan}`,
  askAnOwner: "An owner or admin of the workspace can choose a plan.",
  forWorkspace: "For the workspace",
  empty: "There are no plans on offer right now. Please come back later.",
  signIn: "Sign in",
  dashboard: "Dashboard",
};
