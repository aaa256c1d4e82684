import type { Access } from "./access";

/**
 * Until when a workspace may use the features of a plan with an overdue payment. This is the only place that applies
 * the days of grace to a whole plan. Null where no day is set, or the plan carries nothing.
 */
export function accessUntil(features: Access[]): { day: Date; isOver: boolean } | null {
  const days = features.flatMap(({ allowed, reason }) => {
    if (allowed) return reason.kind === "grace" && reason.until ? [{ day: reason.until, isOver: false }] : [];
    return reason.kind === "ended" && reason.was === "grace" && reason.on ? [{ day: reason.on, isOver: true }] : [];
  });
  return days.toSorted((a, b) => Number(a.isOver) - Number(b.isOver) || a.day.getTime() - b.day.getTime())[0] ?? null;
}
