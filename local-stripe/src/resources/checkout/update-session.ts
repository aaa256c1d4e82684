// `POST /v1/checkout/sessions/:id`: what may be changed of a session. [SDK: Checkout.SessionUpdateParams]
import { withItems, itemsOf } from "../../billing/checkout/change-items.ts";
import { checkLeast } from "../../billing/checkout/checkout-amounts.ts";
import { country } from "../../conventions/countries.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid, missing } from "../../conventions/errors.ts";
import { changeMetadata, metadata } from "../../conventions/metadata.ts";
import { array, object, required, string, type Parsed } from "../../conventions/params.ts";
import type { CheckoutSession } from "../../store/objects.ts";
import type { SessionItem } from "../../store/details.ts";
import { checkCurrencies, checkKinds, lineItemFields, pricedItem } from "./session-items.ts";

export const updateFields = {
  collected_information: object({
    shipping_details: object({
      address: required(
        object({
          city: string(),
          country: required(country()),
          line1: required(string()),
          line2: string(),
          postal_code: string(),
          state: string(),
        }),
      ),
      name: required(string({ max: 255 })),
    }),
  }),
  line_items: array(object({ id: string(), ...lineItemFields }), { max: 40 }),
  metadata: metadata(),
};
type UpdateParams = Parsed<typeof updateFields>;

/** There is no event for these changes. */
export function updateSession(ctx: Context, before: CheckoutSession, params: UpdateParams): CheckoutSession {
  if ((params.collected_information || params.line_items) && before.status !== "open")
    throw invalid(
      `Only Checkout Sessions with a status in ["open"] can be updated. This Checkout Session has a status of "${before.status}".`,
    );
  const session: CheckoutSession = {
    ...before,
    metadata: changeMetadata(before.metadata ?? {}, params.metadata),
    collected_information: collected(before, params),
  };
  if (params.line_items) {
    const changed = withItems(ctx, session, changedItems(ctx, before, params.line_items));
    checkLeast(changed);
    return changed;
  }
  ctx.store.put("checkout.session", session);
  return session;
}

function collected(session: CheckoutSession, { collected_information: given }: UpdateParams) {
  if (!given) return session.collected_information;
  if (session.ui_mode !== "embedded_page" && session.ui_mode !== "elements")
    throw invalid(
      "`collected_information` can only be set when updating `embedded_page` or `elements` Checkout Sessions.",
      "collected_information",
    );
  const none = { business_name: null, individual_name: null, shipping_details: null };
  if (!given.shipping_details) return session.collected_information;
  const { name, address } = given.shipping_details;
  const full = { city: null, line2: null, postal_code: null, state: null, ...address };
  return { ...none, ...session.collected_information, shipping_details: { address: full, name } };
}

/** The whole list is given anew: what has an id stays, in what is said changed; what is left out goes. */
function changedItems(
  ctx: Context,
  session: CheckoutSession,
  given: NonNullable<UpdateParams["line_items"]>,
): SessionItem[] {
  const known = new Map(itemsOf(ctx, session).map((item) => [item.id, item]));
  const items = given.map(({ id, ...one }, index) => {
    const at = `line_items[${index}]`;
    if (id === undefined) return pricedItem(ctx, one, at);
    const old = known.get(id);
    if (!old) throw missing("item", id, `${at}[id]`);
    const { tax_rates = [], ...rest } = old;
    const same = { ...rest, tax_rates: tax_rates.map((rate) => rate.id), adjustable_quantity: kept(old) };
    return pricedItem(ctx, { ...same, ...one }, at, id, old);
  });
  checkCurrencies(ctx, items, session.currency ?? "", true);
  checkKinds(items, session.mode);
  return items.map(({ item }) => item);
}

function kept({ adjustable_quantity: old }: SessionItem) {
  if (!old) return undefined;
  const { enabled, maximum, minimum } = old;
  return { enabled, ...(maximum !== null && { maximum }), ...(minimum !== null && { minimum }) };
}
