/** The same sentences, nested and named alike, in another language: one that is missing does not compile. */
export type Translation<Messages> = {
  readonly [Name in keyof Messages]: Messages[Name] extends string ? string : Translation<Messages[Name]>;
};
