import { CHECKOUT_PATH } from "@/lib/checkout-path";

/** The addresses of the pages. Links are plain anchors: each page has its own policy and little JavaScript. */
export const paths = {
  pricing: "/pricing",
  login: "/login",
  forgotPassword: "/forgot-password",
  resetPassword: "/reset-password",
  signInByMail: "/sign-in-by-mail",
  confirmAddress: "/confirm-address",
  account: "/account",
  accountSecurity: "/account/security",
  checkout: CHECKOUT_PATH,
  payment: "/payment",
  dashboard: "/dashboard",
  change: "/dashboard/change",
  confirmChange: "/dashboard/change/confirm",
  cancel: "/dashboard/cancel",
  resume: "/dashboard/resume",
  seats: "/dashboard/seats",
  workspaces: "/workspaces",
  invitation: "/invitation",
  operator: "/operator",
} as const;

/** Told to the sign-in page as its `error`. */
export const SESSION_EXPIRED = "session_expired";

/** A page of ours with parameters; those that are missing are left out. */
export function pathWith(path: string, parameters: Record<string, string | null | undefined>): string {
  const entries = Object.entries(parameters).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return entries.length > 0 ? `${path}${path.includes("?") ? "&" : "?"}${new URLSearchParams(entries)}` : path;
}

/** The part of a workspace's members that a page shows. */
export type MembersShown = { q?: string; after?: string; member?: string };

/** The security log of a workspace. */
export const securityPath = (workspaceId: string): string => `${paths.workspaces}/${workspaceId}/security`;

/** The log of a workspace as a file: the example of a gated page. */
export const auditLogPath = (workspaceId: string): string => `${paths.workspaces}/${workspaceId}/audit-log`;

/** The settings of a workspace. @param done what was just done there, for a notice @param shown which members */
export const settingsPath = (workspaceId: string, done?: string, shown: MembersShown = {}): string =>
  pathWith(`${paths.workspaces}/${workspaceId}`, { ...shown, done });
