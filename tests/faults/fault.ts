/** A planted fault: one line of the product made wrong, which at least one of the named tests must notice. */
export type Fault = {
  /** Names it on the command line: lower case and hyphens, and never changed. */
  id: string;
  /** Where it is planted. A file that moved is found by the text, as long as the text is in one file only. */
  file: string;
  /** What is there exactly once: an expression, or a piece of a template literal for `template`. */
  before: string;
  /** More of the same line, with `before` once in it, where `before` alone is there several times. */
  within?: string;
  /** What it becomes. */
  after: string;
  /** `template`: the text is a piece of a template literal, usually SQL. */
  kind?: "template";
  /** The test files that run, as few and as fast as possible. */
  tests: string[];
  /** The promise that is broken. */
  why: string;
};
