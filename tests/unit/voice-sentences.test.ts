/** Plain English: sentences that read as if translated, and patterns that never appear, in what customers, adopters and operators read. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import ts from "typescript";
import { describe, expect, test } from "vitest";

/** Found once on our pages and in our documents, each with something better to say. */
const SENTENCES = [
  "You have Pro",
  "After that it is",
  "unless you cancel before",
  "For a person, or two, finding out",
  "For a team that works in it every day",
  "For a company that has to answer for it",
  "for everybody in the workspace",
  "Take everything with you",
  "whenever you like",
  "You see what a change costs",
  "it starts no new free trial",
  "pay in already",
  "Not sold in",
  "Pay per month instead",
  "For you alone in the workspace",
  "Whoever joins adds a seat",
  "You have an account already",
  "You have no account yet",
  "Go on to the checkout",
  "don't belong together",
  "There seems to be an account",
  "a quarter of an hour",
  "This must have",
  "This must be",
  "and you are none",
  "Sign in first.",
  "That did not work",
  "There was no answer",
  "nothing was bought.",
  "can't be right",
  "more than can be taken at once",
  "There is nothing here",
  "Your discount comes off",
  "It also settles what changed",
  "A new card is charged at the next try",
  "To have it over now",
  "It is not tried again",
  "whose payment is overdue, until",
  "No longer, since",
  "Nothing at the moment",
  "Choose a plan to go on",
  "{To be paid}",
  "{Written off}",
  "{Withdrawn}",
  "Looking for changes you made",
  "Amounts are reckoned",
  "Leave it as it is",
  "Unused time of",
  "Nothing changes before you confirm",
  "some days",
  "says what to do",
  "need not pay again",
  "opens the link and signs in joins",
  "For whoever has the link",
  "Take back",
  "taken back",
  "You would be",
  "Pass the workspace on",
  "Pass on",
  "I know that I go on paying",
  "You pay for it.",
  "Its members see it",
  "The workspace was created.",
  "The name was changed.",
  "You come back here",
  "The buttons that lead to Stripe need JavaScript",
  "How it stands",
  "Every event did its work",
  "Mend what the error says",
  "none waits",
  "Where something changed last",
  "has not run to its end",
  "May use",
  "Left to do at Stripe",
  "is none of ours",
  "tells the truth",
  "before any other is begun",
  "the only socket to Stripe",
  "Ctrl-C ends all of it",
  "the others refuse any",
  "`act` does as much",
  "answers 402 alike",
  "is made small",
  "support's word",
  "takes it back",
  "what a third one takes",
  "Is it well?",
  "settles them",
  "Nothing waits without end",
  "that is seen to",
  "The same wish again",
  "a client that is no browser",
  "that there is not",
  "works just now",
  "a check that nobody waits for",
  "none is larger than any",
  "We do what becomes of",
  "Who is in none",
  "has to say that they know",
  "has no words for them",
  "what stands in front of the app",
  "A look at the end",
  "so that what else the machine does",
  "in less than five lines",
  "go on as with Stripe",
  "what shall go wrong from now on",
  "nothing is ignored in silence",
  "Here you say how it ends",
  "Why do you cancel?",
];

/** A clause of its own after a colon: a list, a label and a quoted text are none. */
const CLAUSE =
  /[a-z)]: (you|we|it|they|he|she|this|that|nobody|nothing|the \w+) (is|are|was|has|have|can|may|says|stays|stay|gets|needs?|pays?|loses?|ends|lets|changes)\b/;

const PATTERNS: Record<string, RegExp> = {
  whoever: /\bwhoever\b/i,
  "by itself": /\bby itself\b/i,
  "go on": /\b(go|goes|going) on\b/i,
  "stands, for is shown": /\bstands\b(?! (in|up|for|still|over)\b)/i,
  "put right": /\bput(s|ting)? (it |them |this |that )?right\b/i,
  "is none": /\bis none\b(?! (yet|left)\b)/i,
  reckoned: /\breckon/i,
  mend: /\bmend(s|ed|ing)?\b/i,
  "of one's own": /\bof one's own\b/i,
  "what is to be done": /\bwhat is to be done\b/i,
  "somebody, as a subject": /\bsomebody\b/i,
  "clauses joined by a colon": CLAUSE,
};

const root = new URL("../../", import.meta.url);
const filesIn = (folder: string, kind: RegExp): string[] =>
  existsSync(new URL(folder, root))
    ? readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" })
        .filter((name) => kind.test(name))
        .map((name) => `${folder}/${name}`)
    : [];

/** What is read by people. The changelog tells the past. */
const documents = [
  ...readdirSync(root).filter((name) => name.endsWith(".md") && name !== "CHANGELOG.md"),
  ...filesIn("docs", /\.md$/),
  "local-stripe/README.md",
  "local-mail/README.md",
];
const sources = [
  ...filesIn("lib/messages/en", /\.ts$/),
  ...["lib/errors.ts", "lib/billing/errors.ts", "lib/auth/errors.ts"],
  ...["app", "billing", "local-stripe/src/pages", "local-stripe/src/dashboard"].flatMap((folder) =>
    filesIn(folder, /\.tsx?$/),
  ),
].filter((path) => !/words-de\.ts$/.test(path));

/** The texts that a file of code shows: its strings, and what stands between tags. Messages name parts of themselves in braces. */
function textsOf(path: string, text: string): string[] {
  const kind = path.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, kind);
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (
      ts.isStringLiteralLike(node) ||
      ts.isJsxText(node) ||
      ts.isTemplateHead(node) ||
      ts.isTemplateMiddleOrTemplateTail(node)
    )
      texts.push(node.text.replace(/\s+/g, " "));
    ts.forEachChild(node, visit);
  };
  visit(source);
  // One word is a key, a name or a parameter.
  return texts.filter((one) => one.trim().includes(" "));
}

/** A document's paragraphs, lines of a table and items of a list, without code. */
const paragraphsOf = (text: string): string[] =>
  text
    .replaceAll(/```[\s\S]*?```/g, "\n\n")
    .replaceAll(/`[^`\n]*`/g, "`…`")
    // A label that another test reads.
    .replaceAll("_Not tested: ", "_Not tested, ")
    .split(/\n\s*\n|\n(?=\s*[-|*]|\d+\.)/)
    .map((one) => one.replace(/\s+/g, " "));

function foundIn(texts: string[]): string[] {
  return texts.flatMap((text) => {
    const shown = text.trim().slice(0, 160);
    return [
      ...SENTENCES.filter((one) => text.includes(one)).map((one) => `"${one}" in: ${shown}`),
      ...Object.entries(PATTERNS).flatMap(([name, never]) => (never.test(text) ? [`${name} in: ${shown}`] : [])),
    ];
  });
}

const inFile = (path: string): string[] => {
  const text = readFileSync(new URL(path, root), "utf8");
  return foundIn(path.endsWith(".md") ? paragraphsOf(text) : textsOf(path, text));
};

test("documents are written in plain English", () => {
  expect(
    Object.fromEntries(documents.map((path) => [path, inFile(path)]).filter(([, found]) => found?.length)),
  ).toEqual({});
});

test("so is what pages, mails and commands say", () => {
  expect(Object.fromEntries(sources.map((path) => [path, inFile(path)]).filter(([, found]) => found?.length))).toEqual(
    {},
  );
});

describe("the rule", () => {
  test.each([
    "It is told to whoever has the link.",
    "The page changes by itself.",
    "Choose a card to go on.",
    "The amount stands below.",
    "There is none.",
    "The address puts it right.",
    "Somebody else pays for it.",
    "Leaving doesn't cancel it: you pay until you do.",
    "Pay another way: the dashboard says how.",
    "You have Pro",
  ])("finds %s", (sentence) => expect(foundIn([sentence])).not.toEqual([]));

  test.each([
    "Set these: it, we and they.",
    "English stands in for the others.",
    "Errors: 401, 404 and 429.",
    "Three plans: Starter, Pro and Business.",
  ])("lets %s pass", (sentence) => expect(foundIn([sentence])).toEqual([]));
});
