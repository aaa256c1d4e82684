/**
 * What leaves a row in the security log, besides a line in the app's log, and what the row says about it. Nothing else is
 * kept: a key that isn't here can't bring a secret, a link or somebody else's address into a row.
 */
export const LOGGED = {
  sign_up: [],
  sign_in: ["method"],
  sign_in_failed: [],
  sign_out: [],
  sign_out_elsewhere: ["sessions"],
  password_changed: [],
  password_reset: [],
  address_change_asked: ["email"],
  address_confirmed: ["email"],
  address_lost: ["email"],
  sign_in_method_added: ["method"],
  sign_in_method_removed: ["method"],
  account_exported: [],
  account_deleted: [],
  workspace_created: [],
  workspace_renamed: ["name"],
  workspace_deleted: [],
  invitation_created: ["invitation", "role"],
  invitation_revoked: ["invitation"],
  member_joined: ["invitation", "role"],
  member_left: [],
  member_removed: [],
  role_changed: ["role"],
  ownership_transferred: [],
  consent_given: ["subscription"],
  consent_withdrawn: ["subscription"],
  operator_reset_link: [],
  operator_assigned: ["subscription"],
  operator_resumed: ["subscription"],
} as const;

export type LoggedEvent = keyof typeof LOGGED;

/**
 * What leaves a line only. Refused sign-ins: nobody looked at the password, and the failures before are counted. The
 * operator's: they touch neither an account nor a workspace.
 */
export type LineOnly = "sign_in_refused" | "operator_replayed" | "operator_dismissed" | "operator_sent_mail";

/** An operator is named by the line alone: to the people concerned they are "the operator". */
export const isOperators = (event: string): boolean => event.startsWith("operator_");
