import { paymentInProcess } from "../../billing/payments/invoice-payments.ts";
import { Hono } from "hono";
import type { Context } from "../../conventions/context.ts";
import type { App } from "../../http/app.ts";
import { baseUrlOf, type Bindings, type Http } from "../../http/pipeline.ts";
import type { Invoice } from "../../store/objects.ts";
import { goTo, readForm, show } from "../answer.ts";
import { challengePage, readChallenge } from "../challenge.tsx";
import type { Html } from "../layout.tsx";
import type { WayForm } from "../ways.ts";
import { invoicePage, noInvoicePage } from "./page.tsx";
import { shownTaxes } from "../taxes.ts";
import { addressOf, answerPaymentChallenge, emptyForm, isPayable, submitPayment, waysFor } from "./pay.ts";

/** An address to go to, or a page. */
type Result = string | { page: Html; status: 200 | 402 | 404 | 422 };

export function invoiceRoutes(app: App): Hono<Bindings> {
  const pages = new Hono<Bindings>();
  const read = (http: Http) => answerWith(http, visit(app, http, shown));
  pages.get("/:id", read);
  // The same page with its print stylesheet serves as the PDF
  pages.get("/:id/pdf", read);
  pages.post("/:id", async (http) => {
    const form = await readForm(http);
    return answerWith(
      http,
      visitOpen(app, http, (ctx, invoice) => outcome(ctx, invoice, submitPayment(ctx, invoice, form))),
    );
  });
  pages.get("/:id/challenge/:name", (http) =>
    answerWith(
      http,
      visitOpen(app, http, (ctx, invoice) => {
        const challenge = readChallenge(ctx, http.req.param("name"), invoice.id);
        return challenge ? { page: challengePage(challenge), status: 200 } : addressOf(invoice);
      }),
    ),
  );
  pages.post("/:id/challenge/:name", async (http) => {
    const form = await readForm(http);
    return answerWith(
      http,
      visitOpen(app, http, (ctx, invoice) =>
        outcome(
          ctx,
          invoice,
          answerPaymentChallenge(ctx, invoice, http.req.param("name"), form("outcome") === "complete"),
        ),
      ),
    );
  });
  return pages;
}

const taxesOf = (ctx: Context, { total_taxes, currency }: Invoice) => shownTaxes(ctx, total_taxes ?? [], currency);

function shown(ctx: Context, invoice: Invoice): Result {
  const payment = isPayable(ctx, invoice) ? { ways: waysFor(ctx, invoice), form: emptyForm(invoice) } : undefined;
  return { page: invoicePage(invoice, taxesOf(ctx, invoice), payment, paymentInProcess(ctx, invoice.id)), status: 200 };
}

function outcome(ctx: Context, invoice: Invoice, next: string | WayForm): Result {
  if (typeof next === "string") return next;
  // A refused attempt changed it
  const now = ctx.store.get("invoice", invoice.id) ?? invoice;
  return {
    page: invoicePage(now, taxesOf(ctx, now), { ways: waysFor(ctx, now), form: next }),
    status: next.problem ? 402 : 422,
  };
}

function visit(app: App, http: Http, work: (ctx: Context, invoice: Invoice) => Result): Result {
  return app.act(baseUrlOf(app, http), (ctx): Result => {
    const invoice = ctx.store.get("invoice", http.req.param("id") ?? "");
    // A draft may still change. It has no page, as it has no address of one
    return invoice && invoice.status !== "draft" ? work(ctx, invoice) : { page: noInvoicePage(), status: 404 };
  });
}

/** What was paid meanwhile, or is void, is shown as it is. */
const visitOpen = (app: App, http: Http, work: (ctx: Context, invoice: Invoice) => Result): Result =>
  visit(app, http, (ctx, invoice) => (isPayable(ctx, invoice) ? work(ctx, invoice) : addressOf(invoice)));

function answerWith(http: Http, result: Result): Response | Promise<Response> {
  return typeof result === "string" ? goTo(result) : show(http, result.page, result.status);
}
