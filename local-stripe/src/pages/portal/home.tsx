/** @jsxImportSource hono/jsx */
import type { FC } from "hono/jsx";
import { formatMoney } from "../../conventions/currencies.ts";
import type { Context } from "../../conventions/context.ts";
import type { Invoice } from "../../store/objects.ts";
import { Layout, ReturnLink, type Html } from "../layout.tsx";
import { day } from "../wording.ts";
import { liveSubscriptions, offers, type Portal } from "./access.ts";
import { Cards, listedCards } from "./cards.tsx";
import { editableDetails } from "./customer.tsx";
import { Done } from "./frame.tsx";
import { offersFor, planOf, type Plan } from "./plan.ts";

export function homePage(ctx: Context, portal: Portal, did: string | undefined): Html {
  const { customer, configuration, session, home } = portal;
  const live = liveSubscriptions(ctx, portal);
  const plans = live.map((subscription) => ({
    ...planOf(ctx, subscription),
    offered: offersFor(ctx, portal, subscription).length > 0,
  }));
  const invoices = [...ctx.store.list("invoice", { by: ["customer", customer.id] })].filter(
    ({ status }) => status !== "draft",
  );
  const { headline, privacy_policy_url, terms_of_service_url } = configuration.business_profile;
  return (
    <Layout title="Plan and billing">
      <ReturnLink to={session.return_url} />
      <h1>Plan and billing</h1>
      {headline && <p class="faint">{headline}</p>}
      <Done did={did} />
      <section class="block" aria-labelledby="plans">
        <h2 id="plans">{plans.length > 1 ? "Current plans" : "Current plan"}</h2>
        {plans.length === 0 && <p>No active plan.</p>}
        {plans.map((plan) => (
          <PlanBlock plan={plan} portal={portal} />
        ))}
      </section>
      <Cards cards={listedCards(ctx, portal)} portal={portal} />
      <section class="block" aria-labelledby="details">
        <h2 id="details">Billing details</h2>
        <dl class="facts">
          <div>
            <dt>Name</dt>
            <dd>{customer.name ?? "None"}</dd>
          </div>
          <div>
            <dt>Email</dt>
            <dd>{customer.email ?? "None"}</dd>
          </div>
        </dl>
        {editableDetails(portal).length > 0 && (
          <p>
            <a href={`${home}/customer`}>Update billing details</a>
          </p>
        )}
      </section>
      {configuration.features.invoice_history.enabled && <Invoices invoices={invoices} />}
      {(privacy_policy_url ?? terms_of_service_url) && (
        <p class="legal small">
          {terms_of_service_url && <a href={terms_of_service_url}>Terms of service</a>}
          {privacy_policy_url && <a href={privacy_policy_url}>Privacy policy</a>}
        </p>
      )}
    </Layout>
  );
}

const PlanBlock: FC<{ plan: Plan & { offered: boolean }; portal: Portal }> = ({ plan, portal }) => {
  const path = `${portal.home}/subscriptions/${plan.id}`;
  const cancels = offers(portal, "subscription_cancel");
  return (
    <div class="plan">
      <h3 id={plan.id}>{plan.name}</h3>
      <p class="price">{plan.terms}</p>
      <p>{plan.status}</p>
      <div class="actions">
        {offers(portal, "subscription_update") && plan.offered && (
          <a class="button" href={`${path}/update`} aria-describedby={plan.id}>
            Update plan
          </a>
        )}
        {cancels && !plan.ends && (
          <a class="button quiet" href={`${path}/cancel`} aria-describedby={plan.id}>
            Cancel plan
          </a>
        )}
        {cancels && plan.ends && (
          <form method="post" action={`${path}/renew`}>
            <button class="quiet" aria-describedby={plan.id}>
              Don't cancel plan
            </button>
          </form>
        )}
      </div>
    </div>
  );
};

const Invoices: FC<{ invoices: Invoice[] }> = ({ invoices }) => (
  <section class="block" aria-labelledby="invoices">
    <h2 id="invoices">Invoice history</h2>
    {invoices.length === 0 && <p>None yet.</p>}
    <ul class="rows">
      {invoices.map((invoice) => (
        <li>
          <a href={`/invoice/${invoice.id}`} aria-label={`Invoice ${invoice.number} of ${day(invoice.created)}`}>
            {day(invoice.created)}
          </a>
          <span class="amount">{formatMoney(invoice.total, invoice.currency)}</span>
          <span class="state faint">
            {invoice.status === "paid" ? "Paid" : invoice.status === "open" ? "Open" : invoice.status}
          </span>
        </li>
      ))}
    </ul>
  </section>
);
