import { z } from "zod";
import { refuseProblems } from "../billing/catalog-file/file-error";
import { fields, matching, must, shownText } from "../billing/catalog-file/kinds";
import { problemLine } from "../billing/catalog-file/problem";
import { shapeProblems } from "../billing/catalog-file/shape-problems";
import { languages } from "../languages.mjs";

// Pages import billing/brand.ts and billing/questions.ts into the browser, so those files can't call what checks them.

const inEach = <T extends z.ZodType>(value: T) =>
  fields("a text in each language", Object.fromEntries(languages.map((language) => [language, value])));

const color = matching(/^#[\da-f]{6}$/, 'a color such as "#14532d"');
const pair = fields("a color", { light: color, dark: color });

const PAGE = /^(?:\/(?!\/)|https:\/\/[^/\s]+)\S*$/;
const address = matching(PAGE, 'a page of this app ("/terms") or an address (https://…)');
const page = z.union([address, inEach(address)], must("a page, a page for each language, or null")).nullable();

const brandShape = fields("a brand", {
  /** A message takes it as it is. */
  name: matching(/^[^{}<>'\s][^{}<>']*$/, "a name without braces, angle brackets and apostrophes"),
  logo: matching(/^\/(?!\/)\S+$/, 'a picture in public/ ("/logo.svg"), or null').nullable(),
  colors: fields("the colors", { accent: pair, onAccent: pair, wash: pair }),
  legal: fields("the legal pages", { terms: page, privacy: page }),
  support: matching(
    /^(?:mailto:\S+@\S+|https?:\/\/[^/\s]\S*)$/,
    "mailto:…, an address (https://…), or null",
  ).nullable(),
});

const questionsShape = z.array(
  inEach(fields("a question", { question: shownText, answer: shownText })),
  must("a list of questions"),
);

/** @throws FileError that names every field that can't be right */
export const checkBrand = (entry: unknown): void =>
  refuseProblems("billing/brand.ts", shapeProblems(brandShape, entry).map(problemLine));

/** The same of billing/questions.ts. */
export const checkQuestions = (entry: unknown): void =>
  refuseProblems("billing/questions.ts", shapeProblems(questionsShape, entry).map(problemLine));
