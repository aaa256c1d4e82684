export type Person = { name: string | null; email: string | null };

const firstOf = (word: string | undefined): string => [...(word ?? "")].find((one) => /[\p{L}\p{N}]/u.test(one)) ?? "";

/** "AL" for Ada King Lovelace, "A" for ada@example.com; empty where neither says anything. */
export function initialsOf({ name, email }: Person): string {
  const names = (name ?? "").split(/\s+/).filter((one) => firstOf(one) !== "");
  const letters =
    names.length > 0 ? firstOf(names[0]) + (names.length > 1 ? firstOf(names.at(-1)) : "") : firstOf(email ?? "");
  return letters.toUpperCase();
}
