/** The code in our documents, to be put where it says that it belongs. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "@/scripts/local/paths";

/** The code blocks of a document, in their order. */
export const blocksOf = (document: string): string[] =>
  [...readFileSync(join(root, document), "utf8").matchAll(/^```tsx?\n([\s\S]*?)^```$/gm)].map(([, code = ""]) => code);

/** The block that begins with the path of its file. */
export function blockFor(document: string, path: string): string {
  const heading = `// ${path}\n`;
  const found = blocksOf(document).filter((block) => block.startsWith(heading));
  if (found.length !== 1) throw new Error(`${document} has ${found.length} blocks for ${path}.`);
  return (found[0] ?? "").slice(heading.length);
}
