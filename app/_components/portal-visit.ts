/**
 * Stripe brings every visitor of the portal back to the bare dashboard. Which workspace they came from is kept in this
 * tab, so that two tabs with two workspaces don't mix.
 */
export type PortalVisit = { workspaceId: string; leftAt: number };

const KEY = "hypersaas.portal-visit";
const FORGOTTEN_AFTER_MS = 3 * 60 * 60 * 1000;

export function rememberPortalVisit(workspaceId: string): void {
  try {
    const visit: PortalVisit = { workspaceId, leftAt: Date.now() };
    sessionStorage.setItem(KEY, JSON.stringify(visit));
  } catch {
    // Storage is switched off: the dashboard then opens with the visitor's own workspace.
  }
}

/** The visit that this page load ends, once. */
export function takePortalVisit(): PortalVisit | null {
  try {
    const visit = JSON.parse(sessionStorage.getItem(KEY) ?? "null") as PortalVisit | null;
    sessionStorage.removeItem(KEY);
    return visit && Date.now() - visit.leftAt < FORGOTTEN_AFTER_MS ? visit : null;
  } catch {
    return null;
  }
}
