/** The code blocks in our docs, to be put into the files they name. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "@/scripts/local/paths";

/** All code blocks of a document, in order. */
export const blocksOf = (document: string): string[] =>
  [...readFileSync(join(root, document), "utf8").matchAll(/^```tsx?\n([\s\S]*?)^```$/gm)].map(([, code = ""]) => code);

/** The block that begins with the path of its file. */
export function blockFor(document: string, path: string): string {
  const heading = `// ${path}\n`;
  const found = blocksOf(document).filter((block) => block.startsWith(heading));
  if (found.length !== 1) throw new Error(`${document} has ${found.length} blocks for ${path}.`);
  return (found[0] ?? "").slice(heading.length);
}
