"use client";

import { createContext, useContext, type ReactNode } from "react";
import type { Access, Entitlements } from "@/lib/entitlements";
import type { FeatureName } from "@/billing/features";

const Context = createContext<Entitlements | null>(null);

/** What a workspace may use, for the client components inside: `entitlements={await getEntitlements(workspaceId)}`. */
export function EntitlementsProvider({ entitlements, children }: { entitlements: Entitlements; children: ReactNode }) {
  return <Context value={entitlements}>{children}</Context>;
}

/** Whether the workspace may use a feature, and why. What counts is checked again on the server: this shows and hides. */
export function useFeature(feature: FeatureName): Access {
  const entitlements = useContext(Context);
  if (!entitlements) throw new Error("useFeature needs an EntitlementsProvider above it.");
  const known = entitlements.features.find((one) => one.feature === feature || one.was?.includes(feature));
  return known ?? { feature, allowed: false, reason: { kind: "not_included" } };
}
