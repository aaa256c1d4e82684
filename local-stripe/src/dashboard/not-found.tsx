/** @jsxImportSource hono/jsx */
import type { Html } from "../pages/layout.tsx";
import { Frame } from "./parts.tsx";

export function nothingPage(): Html {
  return (
    <Frame title="There is no such object" at="">
      <p>The address may be incomplete, the object deleted, or local Stripe was reset since.</p>
    </Frame>
  );
}
