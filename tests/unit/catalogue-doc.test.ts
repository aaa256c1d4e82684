import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "@/scripts/local/paths";
import { blocksOf } from "../support/snippets";

const withoutLayout = (code: string): string => code.replaceAll(/\s+/g, " ").trim();

// The fixture compiles with the rest, is set up by other tests, and is what the document's pictures show.
test("the code in docs/catalogue.md is the fixture's, word for word", () => {
  const fixture = withoutLayout(readFileSync(join(root, "tests/support/catalogs/everything.ts"), "utf8"));
  const blocks = blocksOf("docs/catalogue.md").map(withoutLayout);
  expect(blocks.length).toBeGreaterThan(10);
  expect(blocks.filter((block) => !fixture.includes(block))).toEqual([]);
});
