import { fetch, get, post } from "../../conventions/endpoint.ts";
import { outcomeOf, closeDispute, EVIDENCE_TEXTS } from "../../billing/payments/disputes.ts";
import { update } from "../../billing/changes.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import { listOfPayments } from "./list-of-payments.ts";
import { changeMetadata, metadata } from "../../conventions/metadata.ts";
import { boolean, clearable, object, string, type Param, type Parsed } from "../../conventions/params.ts";
import type { Dispute } from "../../store/objects.ts";

const evidence = object(
  Object.fromEntries(EVIDENCE_TEXTS.map((name) => [name, clearable(string({ max: 20_000 }))])) as Record<
    string,
    Param<string | null>
  >,
);
const updateFields = { evidence, metadata: metadata(), submit: boolean() };

/** Evidence goes to the bank unless it is only kept for later. */
function updateDispute(ctx: Context, params: Parsed<typeof updateFields>, id: string): Dispute {
  const before = unanswered(fetch(ctx, "dispute", id));
  const sent = params.evidence !== undefined && params.submit !== false;
  const details = {
    ...before.evidence_details,
    has_evidence: before.evidence_details.has_evidence || params.evidence !== undefined,
  };
  const after: Dispute = {
    ...before,
    evidence: { ...before.evidence, ...params.evidence },
    evidence_details: sent
      ? { ...details, submission_count: details.submission_count + 1, submission_method: "manual" }
      : details,
    metadata: changeMetadata(before.metadata, params.metadata),
    status: sent ? (isInquiry(before) ? "warning_under_review" : "under_review") : before.status,
  };
  const updated = update(ctx, "dispute", after, "charge.dispute.updated");
  const answer = sent ? outcomeOf(updated.evidence.uncategorized_text) : undefined;
  return answer ? closeDispute(ctx, updated, answer) : updated;
}

function unanswered(dispute: Dispute): Dispute {
  if (["won", "lost", "warning_closed"].includes(dispute.status))
    throw invalid(`This dispute is already closed: it was ${dispute.status}.`);
  return dispute;
}

const isInquiry = ({ status }: Dispute): boolean => status.startsWith("warning_");

function close(ctx: Context, id: string): Dispute {
  const dispute = unanswered(fetch(ctx, "dispute", id));
  return closeDispute(ctx, dispute, isInquiry(dispute) ? "warning_closed" : "lost");
}

export const disputeEndpoints = [
  listOfPayments("dispute"),
  get("/v1/disputes/:id", {}, (ctx, _params, id) => fetch(ctx, "dispute", id)),
  post("/v1/disputes/:id", updateFields, updateDispute),
  post("/v1/disputes/:id/close", {}, (ctx, _params, id) => close(ctx, id)),
];
