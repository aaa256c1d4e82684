import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { root } from "@/scripts/local/paths";

const documents = globSync(["*.md", "docs/**/*.md", "local-stripe/*.md", "local-stripe/docs/*.md"], { cwd: root });

/** The anchor that GitHub gives a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");

const anchorsIn = (file: string): string[] =>
  [...readFileSync(file, "utf8").matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchorOf(heading ?? ""));

test.each(documents)("every link in %s leads somewhere", (document) => {
  const text = readFileSync(join(root, document), "utf8");
  const links = [...text.matchAll(/\]\(([^)\s#]*)(?:#([^)\s]*))?\)/g)].filter(
    ([, to]) => !/^(https?|mailto):/.test(to ?? ""),
  );
  const broken = links.filter(([, to, anchor]) => {
    const file = to ? join(root, dirname(document), to) : join(root, document);
    return !existsSync(file) || (anchor !== undefined && file.endsWith(".md") && !anchorsIn(file).includes(anchor));
  });
  expect(broken.map(([link]) => link)).toEqual([]);
});
