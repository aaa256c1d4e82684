/** The same sentences, nested and named alike, in another language. A missing one does not compile. */
export type Translation<Messages> = {
  readonly [Name in keyof Messages]: Messages[Name] extends string ? string : Translation<Messages[Name]>;
};
