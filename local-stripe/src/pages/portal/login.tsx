/** @jsxImportSource hono/jsx */
// The portal's login page: who knows the customer's e-mail gets a link there. Here nothing is mailed, and the link is shown.
import { Hono } from "hono";
import type { App } from "../../http/app.ts";
import type { Context } from "../../conventions/context.ts";
import { baseUrlOf, type Bindings, type Http } from "../../http/pipeline.ts";
import { openPortal } from "../../resources/portal/portal-sessions.ts";
import type { Customer, PortalConfiguration } from "../../store/objects.ts";
import { readForm, show } from "../answer.ts";
import { Field } from "../fields.tsx";
import { Layout, Message, type Html } from "../layout.tsx";
import { emailError } from "../wording.ts";

type Result = { page: Html; status?: 404 | 422 };

export function portalLoginRoutes(app: App): Hono<Bindings> {
  const pages = new Hono<Bindings>();
  const visit = (http: Http, work: (ctx: Context, configuration: PortalConfiguration) => Result) =>
    app.act(baseUrlOf(app, http), (ctx): Result => {
      const configuration = configurationAt(ctx, http.req.param("name") ?? "");
      return configuration ? work(ctx, configuration) : { page: nothingHere(), status: 404 };
    });

  pages.get("/:name", (http) => {
    const { page, status } = visit(http, () => ({ page: askPage(http.req.query("prefilled_email") ?? "") }));
    return show(http, page, status);
  });
  pages.post("/:name", async (http) => {
    const email = (await readForm(http))("email");
    const { page, status } = visit(http, (ctx, configuration) => {
      const error = emailError(email);
      if (error) return { page: askPage(email, error), status: 422 };
      const customer = customerOf(ctx, email);
      if (!customer) return { page: sentPage(email, undefined) };
      const about = { flow: null, locale: null, return_url: configuration.default_return_url };
      return { page: sentPage(email, openPortal(ctx, customer.id, configuration, about).url) };
    });
    return show(http, page, status);
  });
  return pages;
}

/** The address counts while it is switched on. Its host may have changed since it was made. */
function configurationAt(ctx: Context, name: string): PortalConfiguration | undefined {
  const path = `/p/login/${name}`;
  return [...ctx.store.list("billing_portal.configuration")].find(
    ({ active, login_page: { enabled, url } }) => active && enabled && url !== null && new URL(url).pathname === path,
  );
}

/**
 * Of several customers with one address Stripe takes the newest that has an active subscription:
 * https://docs.stripe.com/customer-management/activate-no-code-customer-portal
 */
function customerOf(ctx: Context, email: string): Customer | undefined {
  const same = [...ctx.store.list("customer")]
    .filter((one) => one.email?.toLowerCase() === email.toLowerCase())
    .toSorted((a, b) => b.created - a.created);
  const pays = ({ id }: Customer) =>
    [...ctx.store.list("subscription", { by: ["customer", id] })].some(({ status }) => status !== "canceled");
  return same.find(pays) ?? same[0];
}

const askPage = (email: string, error?: string): Html => (
  <Layout title="Manage your billing">
    <h1>Manage your billing</h1>
    <p>Enter the email address that you bought with, and we’ll send you a link.</p>
    <form method="post" novalidate>
      <Field
        label="Email"
        name="email"
        type="email"
        value={email}
        error={error}
        autofocus={Boolean(error)}
        autocomplete="email"
        maxlength={512}
      />
      <div class="actions">
        <button>Send</button>
      </div>
    </form>
  </Layout>
);

const sentPage = (email: string, link: string | undefined): Html => (
  <Message title="Check your email">
    <p role="status">If {email} belongs to a customer, a link was sent there.</p>
    {link ? (
      <p>
        Local Stripe sends no mail. <a href={link}>This would be the link</a>.
      </p>
    ) : (
      <p>Local Stripe has no such customer, so Stripe would send nothing.</p>
    )}
  </Message>
);

const nothingHere = (): Html => (
  <Message title="Login page not found">
    <p>The address may be incomplete, the login page may be switched off, or local Stripe was reset.</p>
  </Message>
);
