/** What a record says under a key that comes from a request. `record[key]` would also find `constructor`. */
export const own = <T>(record: Readonly<Record<string, T>> | undefined, key: string | undefined): T | undefined =>
  record !== undefined && key !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
