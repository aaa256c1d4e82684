import { isForbidden } from "@/lib/stripe/failures";

/** Ends a command with a sentence instead of a stack; the stack is shown when DEBUG is set. */
export function failPlainly(error: unknown): never {
  const problem = error instanceof Error ? error : new Error(String(error));
  console.error(`\n${process.env.DEBUG ? problem.stack : problem.message}`);
  const cause = problem.cause;
  if (cause instanceof Error && !problem.message.includes(cause.message)) console.error(`Cause: ${cause.message}`);
  if (isForbidden(problem) || isForbidden(cause))
    console.error("docs/restricted-keys.md lists the rights a key needs.");
  process.exit(1);
}
