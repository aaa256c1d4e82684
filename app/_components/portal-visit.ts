/**
 * That a visitor left for Stripe, and from which workspace, kept in this tab: the dashboard then watches for what they did
 * there. Stripe leads back to that workspace, and to the bare dashboard where a visit named none.
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
