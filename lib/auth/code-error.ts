import { isDatabaseUnavailable } from "@/lib/database-failure";
import { type ErrorCode, ProductError } from "@/lib/errors";
import { log } from "@/lib/observe/log";

/**
 * Why a sign-in failed, for NextAuth: it puts an error's message into an address, so the message is a code of ours.
 * @param where for the log, in which a failure of ours is written
 */
export function codeError(error: unknown, where: string): Error {
  const code = (known: ErrorCode) => new Error(known);
  if (error instanceof ProductError) return code(error.code);
  log.error(`${where} failed`, { error });
  return code(isDatabaseUnavailable(error) ? "unavailable" : "internal_error");
}
