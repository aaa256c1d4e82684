/** @jsxImportSource hono/jsx */
import { Message, type Html } from "./layout.tsx";

export function failurePage(): Html {
  return (
    <Message title="Something went wrong">
      <p>Local Stripe met an error of its own, which stands in its output. Nothing was changed.</p>
    </Message>
  );
}
