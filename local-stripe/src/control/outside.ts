// What banks and networks do at a time of their own. A test says when.
import { Hono } from "hono";
import type { App } from "../http/app.ts";
import { updateCard } from "../billing/payment-methods/card-updates.ts";
import { brandOf } from "../billing/payment-methods/cards.ts";
import { changeMandate, mandateOf } from "../billing/payment-methods/mandates.ts";
import { numberOf } from "../billing/payment-methods/payment-methods.ts";
import { openDispute } from "../billing/payments/disputes.ts";
import type { Context } from "../conventions/context.ts";
import type { Kind, Objects } from "../store/objects.ts";

type Body = Record<string, unknown>;

/** `/_local/card-updates`, `/_local/mandates`, `/_local/disputes`. */
export function outsideRoutes(app: App): Hono {
  const routes = new Hono();
  routes.onError((error, http) => http.json({ error: error.message }, 400));
  const action = (path: string, run: (ctx: Context, body: Body) => object) =>
    routes.post(path, async (http) => {
      const body = await http.req.json<Body>();
      return http.json(app.act(app.baseUrl, (ctx) => run(ctx, body)));
    });

  action("/card-updates", (ctx, body) => {
    const method = named(ctx, "payment_method", body.payment_method);
    const number = body.number === undefined ? undefined : String(body.number).replaceAll(/[\s-]/g, "");
    if (number !== undefined && !/^\d{12,19}$/.test(number)) throw new Error("number must be a card number");
    const exp_month = whole(body, "exp_month", 1, 12);
    const exp_year = whole(body, "exp_year", 2000, 2999);
    if (number === undefined && exp_month === undefined && exp_year === undefined)
      throw new Error("Say what changes: exp_month, exp_year or number");
    return updateCard(ctx, method, { number, exp_month, exp_year });
  });

  action("/mandates", (ctx, body) => {
    const method = named(ctx, "payment_method", body.payment_method);
    if (method.type !== "sepa_debit") throw new Error(`${method.id} has no mandate`);
    const { status } = body;
    if (status !== "active" && status !== "inactive" && status !== "pending")
      throw new Error("status must be active, inactive or pending");
    return changeMandate(ctx, mandateOf(ctx, method), status);
  });

  action("/disputes", (ctx, body) => {
    const charge = named(ctx, "charge", body.charge);
    if (!charge.paid || charge.disputed) throw new Error(`${charge.id} was not paid, or is disputed already`);
    const method = ctx.store.get("payment_method", charge.payment_method ?? "");
    return openDispute(ctx, charge, method ? brandOf(numberOf(ctx, method)) : "visa");
  });

  return routes;
}

function named<K extends Kind>(ctx: Context, kind: K, id: unknown): Objects[K] {
  const found = ctx.store.get(kind, String(id));
  if (!found) throw new Error(`No such ${kind}: '${String(id)}'`);
  return found;
}

function whole(body: Body, name: string, min: number, max: number): number | undefined {
  const value = body[name];
  if (value === undefined) return undefined;
  if (typeof value !== "number" || !Number.isInteger(value) || value < min || value > max)
    throw new Error(`${name} must be a whole number from ${min} to ${max}`);
  return value;
}
