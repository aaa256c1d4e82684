import type { Sentences } from "@/lib/messages";

/** What the header says, in the browser too: plain `{names}` only. */
export const headerMessages = ({ site, browser, dashboard, workspaces, account, choices }: Sentences) => ({
  ...site.header,
  main: browser.main,
  pricing: browser.pricing,
  signIn: browser.signIn,
  dashboard: browser.dashboard,
  workspaces: dashboard.workspaces,
  allWorkspaces: dashboard.allWorkspaces,
  signOut: dashboard.signOut,
  account: account.link,
  roles: workspaces.roles,
  noPlan: workspaces.noPlan,
  themeLabel: choices.themeLabel,
  themes: choices.themes,
});

export type HeaderMessages = ReturnType<typeof headerMessages>;
