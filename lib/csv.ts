// A spreadsheet takes a cell that begins so for a formula, and a formula can send neighboring cells elsewhere:
// https://owasp.org/www-community/attacks/CSV_Injection. An apostrophe in front makes it a text. A number may be
// negative.
const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^-?\d+(\.\d+)?$/;

/** One line of a CSV file (RFC 4180), harmless in a spreadsheet. Null is an empty cell. */
export const csvLine = (cells: readonly (string | number | null)[]): string => `${cells.map(cell).join(",")}\r\n`;

function cell(value: string | number | null): string {
  const text = String(value ?? "");
  const harmless = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
