import { issue, voidNote } from "../../billing/credit-notes/credit-note.ts";
import { update } from "../../billing/changes.ts";
import { fetch, fetchNamed, get, post } from "../../conventions/endpoint.ts";
import { invalid } from "../../conventions/errors.ts";
import { cursor, inRange, listParams, page, pageOf, range } from "../../conventions/lists.ts";
import { changeMetadata, metadata } from "../../conventions/metadata.ts";
import { clearable, string } from "../../conventions/params.ts";
import { createFields } from "./credit-note-params.ts";
import { planNote } from "./note-object.ts";

export const creditNoteEndpoints = [
  post("/v1/credit_notes", createFields, (ctx, params) => {
    const { note, invoice, given } = planNote(ctx, params);
    return issue(ctx, note, invoice, given);
  }),
  get(
    "/v1/credit_notes",
    listParams({ created: range(), customer: string(), invoice: string() }),
    (ctx, { created, customer, invoice, ...at }) =>
      page(ctx, "credit_note", "/v1/credit_notes", at, {
        by: invoice !== undefined ? ["invoice", invoice] : customer === undefined ? undefined : ["customer", customer],
        where: (note) => (customer === undefined || note.customer === customer) && inRange(note.created, created),
      }),
  ),
  get("/v1/credit_notes/preview", createFields, (ctx, params) => planNote(ctx, params).note),
  get("/v1/credit_notes/preview/lines", { ...createFields, ...cursor }, (ctx, params) => {
    const { limit, starting_after, ending_before, ...wanted } = params;
    const at = {
      ...(limit === undefined ? {} : { limit }),
      ...(starting_after === undefined ? {} : { starting_after }),
      ...(ending_before === undefined ? {} : { ending_before }),
    };
    return pageOf(planNote(ctx, wanted).note.lines.data, "/v1/credit_notes/preview/lines", at);
  }),
  get("/v1/credit_notes/:id", {}, (ctx, _params, id) => fetch(ctx, "credit_note", id)),
  get("/v1/credit_notes/:id/lines", cursor, (ctx, at, id) =>
    pageOf(fetch(ctx, "credit_note", id).lines.data, `/v1/credit_notes/${id}/lines`, at),
  ),
  post("/v1/credit_notes/:id", { memo: clearable(string()), metadata: metadata() }, (ctx, params, id) => {
    const before = fetch(ctx, "credit_note", id);
    return update(
      ctx,
      "credit_note",
      {
        ...before,
        memo: params.memo === undefined ? before.memo : params.memo,
        metadata: changeMetadata(before.metadata ?? {}, params.metadata),
      },
      "credit_note.updated",
    );
  }),
  post("/v1/credit_notes/:id/void", {}, (ctx, _params, id) => {
    const note = fetch(ctx, "credit_note", id);
    const invoice = fetchNamed(ctx, "invoice", note.invoice, "invoice");
    if (note.status === "void") throw invalid("This credit note is already void.");
    if (note.type !== "pre_payment" || invoice.status !== "open")
      throw invalid("You can only void a credit note of an open invoice.");
    return voidNote(ctx, note, invoice);
  }),
];
