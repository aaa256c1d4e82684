import { availableParallelism } from "node:os";
import { hash, verify } from "@node-rs/argon2";
import { gateOf } from "@/lib/gate";

// Argon2id with the library's defaults (19 MiB, 2 passes, 1 lane), which are OWASP's first recommendation:
// https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
export const hashPassword = (password: string): Promise<string> => inBounds(() => hash(password));

/**
 * A hash takes a core for some 30 ms. More at once than cores are no faster, and Node has four threads for them and for
 * reading files. A crowd waits for a moment.
 * @throws ProductError overloaded
 */
const inBounds = <T>(work: () => Promise<T>): Promise<T> =>
  gateOf("passwords", {
    atOnce: Math.min(3, availableParallelism()),
    waiting: 200,
    patienceMs: 1_000,
    usualMs: 30,
  }).run(work);

let decoy: Promise<string> | undefined;

/**
 * Compares with each hash until one matches, in one turn, and with a decoy for each that is missing, so that what isn't
 * there takes as long.
 * @returns the place of the one that matches; -1 for none
 */
export async function findMatch(password: string, stored: readonly (string | null | undefined)[]): Promise<number> {
  decoy ??= hash("nobody's password");
  const instead = await decoy;
  return inBounds(async () => {
    for (const [place, one] of stored.entries())
      if ((await verify(one ?? instead, password)) && typeof one === "string") return place;
    return -1;
  });
}

/** Compares against a hash, or without one against a decoy, so that an unknown address takes as long. */
export const verifyPassword = async (password: string, stored: string | null | undefined): Promise<boolean> =>
  (await findMatch(password, [stored])) === 0;
