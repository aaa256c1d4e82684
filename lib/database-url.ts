/** The schema that DATABASE_URL names, as Prisma's convention has it. */
export const schemaOf = (url: string): string => new URL(url).searchParams.get("schema") || "public";

/** What a connection answers about itself. */
export type Standing = { schema: string | null; role: string; database: string };

export const STANDING =
  "SELECT current_schema() AS schema, quote_ident(current_user) AS role, quote_ident(current_database()) AS database";

/**
 * Our own statements name no schema, and Prisma's name one: both must mean the same tables. No session is told its
 * search_path, because a pooler would hand it on.
 * @returns what is wrong and how to repair it; null when nothing is
 */
export function schemaProblem(url: string, standing: Standing | undefined): string | null {
  const wanted = schemaOf(url);
  if (!standing || standing.schema === wanted) return null;
  const { schema, role, database } = standing;
  return (
    `DATABASE_URL: it means the schema "${wanted}", but its role's search_path leads to ${schema ? `"${schema}"` : "none"}. ` +
    `Run \`ALTER ROLE ${role} IN DATABASE ${database} SET search_path = "${wanted}"\`` +
    (schema ? `, or add ?schema=${schema} to DATABASE_URL` : "")
  );
}
