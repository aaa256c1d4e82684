/**
 * What a record says under a key that comes from outside: an address, a form, another server. `record[key]` would also
 * find what every object inherits, such as `constructor`.
 */
export const own = <T>(record: Readonly<Record<string, T>>, key: string | null | undefined): T | undefined =>
  key !== null && key !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
