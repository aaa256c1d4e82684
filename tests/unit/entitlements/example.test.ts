import { readdirSync, readFileSync } from "node:fs";
import ts from "typescript";
import { expect, test } from "vitest";
import { features } from "@/billing/features";

/** An adopter who removes a feature from billing/features.ts deletes the example's folders, and nothing else fails to compile. */
const EXAMPLE = ["app/(pages)/workspaces/[id]/audit-log/page.tsx", "app/api/workspaces/audit-log/route.ts"];
const ASKING = /^(can|requireFeature|consume|release|useFeature)$/;

/** Most files don't, which is seen without reading them as code. */
const MAYBE = /\b(can|requireFeature|consume|release|useFeature)\(|feature="|features\./;

const root = new URL("../../../", import.meta.url);
const sources = ["app", "lib", "pages", "scripts"].flatMap((folder) =>
  readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => `${folder}/${name}`),
);

/** Whether a source asks for a feature by a name that has to be in features.ts. */
function asks(path: string): boolean {
  const text = readFileSync(new URL(path, root), "utf8");
  if (!MAYBE.test(text)) return false;
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const isName = (node?: ts.Node) => node && ts.isStringLiteral(node) && Object.hasOwn(features, node.text);
  const visit = (node: ts.Node): boolean =>
    (ts.isCallExpression(node) && ASKING.test(node.expression.getText(source)) && node.arguments.some(isName)) ||
    (ts.isJsxAttribute(node) && node.name.getText(source) === "feature" && Boolean(isName(node.initializer))) ||
    (ts.isPropertyAccessExpression(node) &&
      /^features$/.test(node.expression.getText(source)) &&
      Object.hasOwn(features, node.name.text)) ||
    (ts.forEachChild(node, visit) ?? false);
  return visit(source);
}

test("only the example asks for a feature by its name", () => {
  expect(sources.filter(asks).sort()).toEqual(EXAMPLE);
});
