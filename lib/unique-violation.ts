/**
 * Whether somebody else was quicker with what may be there once: Prisma's code and PostgreSQL's own.
 * https://www.prisma.io/docs/orm/reference/error-reference#p2002, https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
export const isUniqueViolation = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "P2002" || error.code === "23505");
