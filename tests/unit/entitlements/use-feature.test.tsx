import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { EntitlementsProvider, useFeature } from "@/app/_components/entitlements-provider";
import type { Access } from "@/lib/entitlements";
import type { FeatureName } from "@/billing/features";

function Told({ feature }: { feature: FeatureName }) {
  const access = useFeature(feature);
  return <p>{access.allowed ? `${access.reason.kind}, ${access.used} of ${access.limit}` : access.reason.kind}</p>;
}

const export_: Access = {
  feature: "export",
  allowed: true,
  reason: { kind: "plan", plan: "Pro", until: null },
  limit: 5,
  limitUntil: null,
  used: 2,
};

test("a client component is told what the server told the provider above it", () => {
  const html = renderToStaticMarkup(
    <EntitlementsProvider entitlements={{ workspaceId: "w", features: [export_] }}>
      <Told feature="export" />
      <Told feature="sso" />
    </EntitlementsProvider>,
  );
  expect(html).toBe("<p>plan, 2 of 5</p><p>not_included</p>");
});

test("one that was renamed is found by its former ids too", () => {
  const html = renderToStaticMarkup(
    <EntitlementsProvider
      entitlements={{ workspaceId: "w", features: [{ ...export_, feature: "take_out", was: ["dump", "export"] }] }}
    >
      <Told feature="export" />
    </EntitlementsProvider>,
  );
  expect(html).toBe("<p>plan, 2 of 5</p>");
});

test("without a provider it says what is missing", () => {
  expect(() => renderToStaticMarkup(<Told feature="export" />)).toThrow(/EntitlementsProvider/);
});
