/**
 * The tables that a Prisma schema describes, with their columns. The generated client has them as well, and tells nobody.
 * @param {string} schema
 * @returns {Record<string, string[]>}
 */
export function tablesIn(schema) {
  const models = [...schema.matchAll(/^model (\w+) \{\n([^]*?)^\}/gm)].map(([, name = "", body = ""]) => ({
    name,
    body,
  }));
  const names = new Set(models.map(({ name }) => name));
  return Object.fromEntries(
    models.map(({ name, body }) => [/^\s*@@map\("([^"]+)"\)/m.exec(body)?.[1] ?? name, columnsIn(body, names)]),
  );
}

/** A field whose type is another model is no column, but a relation. */
const columnsIn = (body, models) =>
  [...body.matchAll(/^ {2}(\w+)\s+(\w+)(.*)$/gm)].flatMap(([, field, type, rest]) =>
    models.has(type) ? [] : [/@map\("([^"]+)"\)/.exec(rest)?.[1] ?? field],
  );
