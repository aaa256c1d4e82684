import { brand } from "@/billing/brand";

/** What surrounds the pages, and the sentences that several of them say. */
export const site = {
  description: `Plans, payment and billing for your ${brand.name} workspaces.`,
  language: "Language",
  /** The header's menus work in the browser: plain `{names}` only. */
  header: {
    switchFrom: "{name}: switch workspace",
    find: "Find a workspace",
    accountMenu: "{initials}: account menu",
  },
  workspaceSearch: {
    none: "No workspace found for “{typed}”.",
    more: "More workspaces match. Type more of the name.",
  },
  writeToUs: "Write to us",
  notFound: {
    title: "Not found",
    heading: "Page not found",
    sentence: "The address may be mistyped, or this is a workspace that you are not a member of.",
    toDashboard: "Go to your dashboard",
    toPlans: "See the plans",
  },
  /** What a new account's own workspace is called at first. */
  workspaceOf: "{name}'s workspace",
  /** How much of a feature a plan allows. */
  upTo: "up to {limit, number}",
  unlimited: "without a limit",
  limitedFeature: "{feature}, {amount}",
  rhythm:
    "{interval, select, day {{count, plural, one {per day} other {every # days}}} week {{count, plural, one {per week} other {every # weeks}}} month {{count, plural, one {per month} other {every # months}}} other {{count, plural, one {per year} other {every # years}}}}",
  pricePerSeat: "{price}, for each person in the workspace",
  price: "{amount} {rhythm}",
  priceByUse: "billed by use, {rhythm}",
  pricePerUse: "{amount} per unit used, billed {rhythm}",
  priceInTiers: "priced by quantity, {rhythm}",
  /** Replaces a feature that the workspace may not use, or may not use more of: why, and what to do. */
  refused: {
    partOf: "{feature} is part of {plan}.",
    plan: "{plan} ended{dated, select, day { on <date></date>} other {}}.",
    trial: "The free trial of {plan} ended{dated, select, day { on <date></date>} other {}}.",
    override: "What we granted ended{dated, select, day { on <date></date>} other {}}.",
    payment:
      "{plan} {dated, select, day {stopped on <date></date>} other {is stopped}}, because a payment is overdue. {feature} comes back as soon as it goes through.",
    card: "The free trial of {plan} ended{dated, select, day { on <date></date>} other {}} without a card, so {feature} is paused with it. Add a card to continue.",
    paused:
      "{plan} {dated, select, day {has been paused since <date></date>} other {is paused}}. {feature} comes back when it is resumed.",
    change: "{feature} is part of {plan}, and included once the invoice for the change is paid.",
    changeAllowsMore: "{plan} allows more once the invoice for the change is paid.",
    resume: "See what to do",
    limit: "{feature}: the plan allows {limit, number}, and {used, number} are in use.",
    allowsMore: "{plan} allows more.",
  },
  toPlans: "See the plans",
  needsScript: "Turn on JavaScript to manage billing.",
} as const;
