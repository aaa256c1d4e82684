/** The field's terms in names and comments, in code and documents alike. Sentences that customers read are not scanned. */
import { readdirSync, readFileSync } from "node:fs";
import ts from "typescript";
import { describe, expect, test } from "vitest";

type Term = { never: RegExp; say: string };

/** In names (as a part of camelCase or snake_case), comments, strings and documents. */
const EVERYWHERE: Term[] = [
  { never: /^errands?$/, say: "pending work" },
  { never: /^judg(e|es|ed|ing)$/, say: "evaluate" },
  { never: /^gather(s|ed|er|ers|ing)?$/, say: "batch" },
  { never: /^wish(es|ed)?$/, say: "request" },
  { never: /^verdicts?$/, say: "outcome" },
];

/** In names only: as prose these words have other uses. */
const NAMES: Term[] = [
  ...EVERYWHERE,
  { never: /^words$/, say: "messages, or feature ids" },
  { never: /^promises$/, say: "trial offers" },
  { never: /^leash$/, say: "what it does" },
];

/** In comments and documents. */
const PROSE: Term[] = [
  { never: /\btrials?\b[^.;:]*\bpromis|\bpromis\w*[^.;:]*\btrials?\b/, say: "trial offer" },
  { never: /\bsupport's (own )?word\b/, say: "override" },
  { never: /\bend(s|ed)? (a|the|any other) (checkout )?session\b/, say: "expire" },
  { never: /\bpass(es|ed)? (the|a) workspace on\b|\bpass(es|ed)? on (the|a) workspace\b/, say: "transfer" },
  { never: /\bt(ake|akes|aken|ook) (it |them |that )?back\b/, say: "revoke" },
  { never: /\bwhoever\b/, say: "the one that is meant" },
  { never: /\breckon/, say: "calculate" },
  { never: /\bmend(s|ed)?\b/, say: "repair, fix" },
  { never: /\bputs? (it |them |that )?right\b/, say: "repair, correct" },
  { never: /\bgo(es)? on\b/, say: "continue" },
  { never: /\bby itself\b/, say: "automatically, or who or what does it" },
  { never: /\bof one's own\b/, say: "your own" },
  { never: /\bwhat is to be done\b/, say: "what must be done" },
];

// Where names of an earlier release are meant: the schema's history, and what an instance of that release sends.
const HISTORY = [
  "CHANGELOG.md",
  "prisma/migrations",
  "prisma/generated",
  "tests/support/release-0.1.0.ts",
  "tests/support/release-0.1.0-known.ts",
  "tests/integration/release-before.test.ts",
  "tests/integration/migrations.test.ts",
  "tests/unit/voice.test.ts",
  "tests/unit/voice-sentences.test.ts",
];
/** `GET /api/health/` answers its old name for one release. */
const KEPT_NAMES = ["failed_errands"];

const FOLDERS = [
  "app",
  "billing",
  "lib",
  "local-mail",
  "local-stripe/docs",
  "local-stripe/src",
  "pages",
  "prisma",
  "scripts",
  "tests",
  "docs",
];
const root = new URL("../../", import.meta.url);

const isBelow = (path: string, folders: string[]) => folders.some((one) => path === one || path.startsWith(`${one}/`));

const files = [
  ...readdirSync(root).filter((name) => /\.(ts|mjs|md)$/.test(name) && name !== "next-env.d.ts"),
  ...FOLDERS.flatMap((folder) =>
    readdirSync(new URL(folder, root), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => `${entry.parentPath.slice(root.pathname.length)}/${entry.name}`),
  ),
].filter(
  (path) =>
    /\.(tsx?|mjs|css|md|prisma)$/.test(path) &&
    // The bench and the clients install packages of their own.
    !path.includes("/node_modules/") &&
    !isBelow(path, [...HISTORY]),
);

/** `noteErrand` and `note_errand`: note, errand. */
const partsOf = (name: string): string[] =>
  KEPT_NAMES.includes(name)
    ? []
    : name
        .replace(/([a-z\d])([A-Z])/g, "$1 $2")
        .toLowerCase()
        .split(/[^a-z]+/);

const broken = (terms: Term[], texts: string[]): string[] =>
  texts.flatMap((text) =>
    terms.flatMap(({ never, say }) => (never.test(text) ? `"${text.trim().slice(0, 100)}": say ${say}` : [])),
  );

const prose = (text: string): string =>
  text
    .replace(/\s*\n\s*(\*|\/\/+|--)?\s*/g, " ")
    .replace(/https?:\S+/g, "")
    .toLowerCase();

/** What breaks the rule in a text of code. */
function brokenInCode(path: string, text: string): string[] {
  const kind = path.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, kind);
  const names: string[] = [];
  const strings: string[] = [];
  const comments = new Map<number, string>();
  // Over all tokens, because a comment may be the only thing between two brackets.
  const visit = (node: ts.Node): void => {
    const at = node.getFullStart();
    const ranges = [...(ts.getLeadingCommentRanges(text, at) ?? []), ...(ts.getTrailingCommentRanges(text, at) ?? [])];
    for (const { pos, end } of ts.isJsxText(node) ? [] : ranges) comments.set(pos, prose(text.slice(pos, end)));
    if (ts.isIdentifier(node)) names.push(node.text);
    else if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node))
      strings.push(node.text);
    node.getChildren(source).forEach(visit);
  };
  visit(source);
  const isMessages = /^lib\/messages\/(en|de)\//.test(path);
  return [
    ...broken(NAMES, names.flatMap(partsOf)),
    ...broken(EVERYWHERE, isMessages ? [] : strings.flatMap((one) => one.split(/[^\w-]+/)).flatMap(partsOf)),
    ...brokenInProse([...comments.values()].join("\n")),
  ];
}

const brokenInProse = (text: string): string[] => [
  ...broken(EVERYWHERE, text.split(/[^\w-]+/).flatMap(partsOf)),
  ...broken(PROSE, text.split(/\n|(?<=[.;:]) /)),
];

const brokenIn = (path: string, text: string): string[] =>
  /\.(tsx?|mjs)$/.test(path) ? brokenInCode(path, text) : brokenInProse(prose(text));

test.each(files)("%s uses the field's terms", (path) => {
  expect(brokenIn(path, readFileSync(new URL(path, root), "utf8"))).toEqual([]);
});

describe("the rule", () => {
  test.each([
    "const noteErrand = 1;",
    "const note_errand = 1;",
    "const { judgeTrials } = trials;",
    "type Wish = string;",
    "const words = 1;",
    'const sql = "UPDATE trial SET verdict = 1";',
    "const sql = `SELECT FROM errand WHERE id = ${id}`;",
    "// The same wish again.",
    "/** Support's word beside the plans'. */",
    "/**\n * Whoever is\n * waiting goes\n * on. */",
    "const x = { y: 1 /* It is taken back. */ };",
    "try { f(); } catch { /* Whoever it was. */ }",
    "const x = <p>{/* Whoever reads it. */}</p>;",
    "f(); // Whoever it was.",
  ])("catches %s", (code) => {
    expect(brokenIn("lib/planted.tsx", code)).not.toEqual([]);
  });

  test.each([
    "const password = window.prompt();",
    "const isFailed = failed_errands > 0;",
    "await Promise.all(promise);",
    "// In other words: a promise of JavaScript's.",
    "// https://example.com/whoever",
  ])("lets %s pass", (code) => {
    expect(brokenIn("lib/planted.ts", code)).toEqual([]);
  });

  test("leaves the sentences of customers' pages alone", () => {
    expect(brokenIn("lib/messages/en/planted.ts", 'export const a = "Whatever you wish";')).toEqual([]);
    expect(brokenIn("docs/planted.md", "The errand is done.")).toEqual(['"errand": say pending work']);
  });
});
