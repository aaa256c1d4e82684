import type { ReactNode } from "react";
import { prerender } from "react-dom/static";

/** The HTML of elements, some of which load their code when they are first rendered. */
export async function markupOf(node: ReactNode): Promise<string> {
  const { prelude } = await prerender(node);
  // Between texts that lie side by side.
  return (await new Response(prelude).text()).replaceAll("<!-- -->", "");
}
