import { headers } from "next/headers";
import { audit, type AuditEvent } from "@/lib/audit-log";
import { clientAddress } from "@/lib/client-address";

/** Notes what the visitor of this request did. */
export async function audited(
  event: AuditEvent,
  userId: string | null,
  about?: Record<string, unknown>,
): Promise<void> {
  audit(event, { userId, from: clientAddress(await headers()) }, about);
}
