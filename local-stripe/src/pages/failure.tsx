/** @jsxImportSource hono/jsx */
import { Message, type Html } from "./layout.tsx";

export function failurePage(): Html {
  return (
    <Message title="Something went wrong">
      <p>Local Stripe had an internal error. Its output says more. Nothing was changed.</p>
    </Message>
  );
}
