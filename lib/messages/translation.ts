/** The same sentences, nested and named alike, in another language: one that is missing does not compile. */
export type Translation<Words> = {
  readonly [Name in keyof Words]: Words[Name] extends string ? string : Translation<Words[Name]>;
};
