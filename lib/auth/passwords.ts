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

/** Compares against a hash, or without one against a decoy, so that an unknown address takes as long. */
export async function verifyPassword(password: string, stored: string | null | undefined): Promise<boolean> {
  decoy ??= hash("nobody's password");
  const compared = stored ?? (await decoy);
  const matches = await inBounds(() => verify(compared, password));
  return matches && Boolean(stored);
}
