const ADDRESS = /([^\s@<>()"':;,[\]]+)@([^\s@<>()"':;,[\]]+)/g;

/** A text with its addresses cut down to what tells two of them apart for an operator: `a…@example.com`. */
export const maskAddresses = (text: string): string =>
  text.replace(ADDRESS, (_, local: string, host: string) => `${[...local][0] ?? ""}…@${host}`);
