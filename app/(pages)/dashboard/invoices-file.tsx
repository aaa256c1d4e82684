import type { ReactNode } from "react";
import { pathWith } from "@/app/_components/paths";

/** All invoices as a file, free on every plan and after it. Shown to those who may see invoices. */
export function InvoicesFile({ workspaceId, children }: { workspaceId: string; children: ReactNode }) {
  return (
    <p className="small">
      <a href={pathWith("/api/subscriptions/invoices-csv/", { workspace_id: workspaceId })} download>
        {children}
      </a>
    </p>
  );
}
