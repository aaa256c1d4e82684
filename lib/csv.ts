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

/** The cells of a CSV file (RFC 4180), with the line on which each record begins. @throws Error that names the line */
export function readCsv(text: string): { line: number; cells: string[] }[] {
  const records: { line: number; cells: string[] }[] = [];
  // A cell, in quotes or without, and what ends it.
  const pattern = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/y;
  const source = text.replace(/^\ufeff/, "");
  let [line, start] = [1, 1];
  let cells: string[] = [];
  for (let at = 0; at < source.length || cells.length > 0; ) {
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    if (!found) throw new Error(`line ${line}: a quotation mark is in the wrong place`);
    const [all, quoted, plain = "", end] = found;
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    at = pattern.lastIndex;
    line += all.match(/\r\n|\n|\r/g)?.length ?? 0;
    if (end === ",") continue;
    if (cells.length > 1 || cells[0] !== "") records.push({ line: start, cells });
    [cells, start] = [[], line];
    if (end === "") break;
  }
  return records;
}
