export type Person = { name: string | null; email: string | null };

const firstOf = (word: string | undefined): string => [...(word ?? "")].find((one) => /[\p{L}\p{N}]/u.test(one)) ?? "";

/** "AL" for Ada King Lovelace, "A" for ada@example.com; empty where neither says anything. */
export function initialsOf({ name, email }: Person): string {
  const words = (name ?? "").split(/\s+/).filter((word) => firstOf(word) !== "");
  const letters =
    words.length > 0 ? firstOf(words[0]) + (words.length > 1 ? firstOf(words.at(-1)) : "") : firstOf(email ?? "");
  return letters.toUpperCase();
}
