/** SQLSTATE classes and states of a server that takes no connections or ends them: connection, resources, intervention. */
const STATES = /^(?:08...|53...|57P0[1-5])$/;
const SOCKET = [
  "ECONNREFUSED",
  "ECONNRESET",
  "ETIMEDOUT",
  "EPIPE",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
];
// Prisma: https://www.prisma.io/docs/orm/reference/error-reference
const PRISMA = ["P1001", "P1002", "P1008", "P1017", "P2024", "P2028"];
// What pg and its pool throw has no code.
const SENTENCES =
  /^(?:timeout exceeded when trying to connect|Query read timeout|Connection terminated\b.*|Client has encountered a connection error.*)$/;

/**
 * Whether an error says that PostgreSQL can't be reached, or has too much to do: what may work in a moment. A statement that it
 * refuses is a bug of ours.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (typeof code === "string" && (STATES.test(code) || PRISMA.includes(code) || SOCKET.includes(code))) return true;
  if (SENTENCES.test(error.message)) return true;
  // Several addresses of one host fail as one error.
  const inner = error instanceof AggregateError ? error.errors : [];
  return [error.cause, ...inner].some(isDatabaseUnavailable);
}
