/** @jsxImportSource hono/jsx */
// Billing details: name and e-mail.
import { update } from "../../billing/changes.ts";
import type { Context } from "../../conventions/context.ts";
import { changedCustomer } from "../../billing/customers/customer-object.ts";
import type { Form } from "../answer.ts";
import { Field, type FieldErrors } from "../fields.tsx";
import type { Html } from "../layout.tsx";
import { emailError } from "../wording.ts";
import type { Portal } from "./access.ts";
import { Step } from "./frame.tsx";

const DETAILS = ["name", "email"] as const;
type Detail = (typeof DETAILS)[number];

/** What the configuration lets a customer change. */
export function editableDetails({ configuration }: Portal): Detail[] {
  const { enabled, allowed_updates } = configuration.features.customer_update;
  return enabled ? DETAILS.filter((detail) => (allowed_updates as string[]).includes(detail)) : [];
}

export function customerPage(portal: Portal, typed?: { form: Form; errors: FieldErrors }): Html {
  const editable = editableDetails(portal);
  const valueOf = (detail: Detail) => (typed ? typed.form(detail) : (portal.customer[detail] ?? ""));
  return (
    <Step portal={portal} title="Update billing details">
      <form method="post" novalidate>
        {editable.includes("name") && (
          <Field
            label="Name"
            name="name"
            value={valueOf("name")}
            required={false}
            autocomplete="name"
            maxlength={256}
          />
        )}
        {editable.includes("email") && (
          <Field
            label="Email"
            name="email"
            type="email"
            value={valueOf("email")}
            error={typed?.errors.email}
            autofocus={Boolean(typed?.errors.email)}
            autocomplete="email"
            maxlength={512}
          />
        )}
        <div class="actions">
          <button>Save</button>
        </div>
      </form>
    </Step>
  );
}

/** The sentences about what is wrong, or nothing once it is saved. */
export function saveCustomer(ctx: Context, portal: Portal, form: Form): FieldErrors | undefined {
  const editable = editableDetails(portal);
  const error = editable.includes("email") ? emailError(form("email")) : undefined;
  if (error) return { email: error };
  const changes = Object.fromEntries(editable.map((detail) => [detail, form(detail) || null]));
  update(ctx, "customer", changedCustomer(portal.customer, changes), "customer.updated");
  return undefined;
}
