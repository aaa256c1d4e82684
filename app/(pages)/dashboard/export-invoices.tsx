import type { ReactNode } from "react";
import { FeatureGate } from "@/app/_components/feature-gate";
import { pathWith } from "@/app/_components/paths";

/** A feature behind a gate, on a page; app/api/subscriptions/invoices-csv is what it leads to. */
export function ExportInvoices({ workspaceId, children }: { workspaceId: string; children: ReactNode }) {
  return (
    <FeatureGate workspaceId={workspaceId} feature="export">
      <p className="small">
        <a href={pathWith("/api/subscriptions/invoices-csv/", { workspace_id: workspaceId })} download>
          {children}
        </a>
      </p>
    </FeatureGate>
  );
}
