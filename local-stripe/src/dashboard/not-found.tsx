/** @jsxImportSource hono/jsx */
import type { Html } from "../pages/layout.tsx";
import { Frame } from "./parts.tsx";

export function notFoundPage(): Html {
  return (
    <Frame title="Object not found" at="">
      <p>The address may be incomplete, or the object was deleted.</p>
    </Frame>
  );
}
