/** Ends a command with a sentence instead of a stack; the stack is shown when DEBUG is set. */
export function failPlainly(error: unknown): never {
  const problem = error instanceof Error ? error : new Error(String(error));
  console.error(`\n${process.env.DEBUG ? problem.stack : problem.message}`);
  const cause = problem.cause;
  if (cause instanceof Error && !problem.message.includes(cause.message)) console.error(`Cause: ${cause.message}`);
  process.exit(1);
}
