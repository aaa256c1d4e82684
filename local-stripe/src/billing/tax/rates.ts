// The fixed table of taxes: what a place asks of a service that is sold there online. The figures are those of 2026, one
// per state in the US, and are not kept up with the law. What is not in it is not taxed (`not_collecting`).
import { own } from "../../conventions/own.ts";
import type { TaxRate } from "../../store/objects.ts";

/** One tax of a place; Quebec has two. */
export interface Levy {
  display_name: string;
  percentage: number;
  tax_type: TaxRate["tax_type"];
  level: TaxRate["jurisdiction_level"];
  country: string;
  state: string | null;
  jurisdiction: string;
}

type Row = [percentage: number, name: string, type: NonNullable<TaxRate["tax_type"]>];

/** [taxation-customs.ec.europa.eu, standard rates] */
const EU: Record<string, number> = {
  AT: 20,
  BE: 21,
  BG: 20,
  CY: 19,
  CZ: 21,
  DE: 19,
  DK: 25,
  EE: 24,
  ES: 21,
  FI: 25.5,
  FR: 20,
  GR: 24,
  HR: 25,
  HU: 27,
  IE: 23,
  IT: 22,
  LT: 21,
  LU: 17,
  LV: 21,
  MT: 18,
  NL: 21,
  PL: 23,
  PT: 23,
  RO: 21,
  SE: 25,
  SI: 22,
  SK: 23,
};

const COUNTRIES: Record<string, Row> = {
  ...Object.fromEntries(Object.entries(EU).map(([country, rate]): [string, Row] => [country, [rate, "VAT", "vat"]])),
  AU: [10, "GST", "gst"],
  CH: [8.1, "VAT", "vat"],
  GB: [20, "VAT", "vat"],
  JP: [10, "Consumption tax", "jct"],
  NO: [25, "VAT", "vat"],
  NZ: [15, "GST", "gst"],
  SG: [9, "GST", "gst"],
};

const STATES: Record<string, Row[]> = {
  "US-CA": [[7.25, "Sales tax", "sales_tax"]],
  "US-NY": [[8.875, "Sales tax", "sales_tax"]],
  "US-TX": [[8.25, "Sales tax", "sales_tax"]],
  "US-WA": [[10.25, "Sales tax", "sales_tax"]],
  "CA-AB": [[5, "GST", "gst"]],
  "CA-BC": [
    [5, "GST", "gst"],
    [7, "PST", "pst"],
  ],
  "CA-ON": [[13, "HST", "hst"]],
  "CA-QC": [
    [5, "GST", "gst"],
    [9.975, "QST", "qst"],
  ],
};

export function isInEu(country: string): boolean {
  return Object.hasOwn(EU, country);
}

/** Places whose taxes are those of a state or province. */
export function hasStates(country: string): boolean {
  return country === "US" || country === "CA";
}

/** Empty where the table has nothing. */
export function leviesOf(country: string, state: string | null): Levy[] {
  const within = hasStates(country);
  const key = `${country}-${state ?? ""}`;
  const row = own(COUNTRIES, country);
  const rows = within ? own(STATES, key) : row && [row];
  return (rows ?? []).map((row): Levy => {
    const [percentage, display_name, tax_type] = row;
    const local = within && tax_type !== "gst";
    return {
      display_name,
      percentage,
      tax_type,
      level: local ? "state" : "country",
      country,
      state: within ? state : null,
      jurisdiction: nameOf(local && state ? state : country, local),
    };
  });
}

const STATE_NAMES: Record<string, string> = {
  AB: "Alberta",
  BC: "British Columbia",
  CA: "California",
  NY: "New York",
  ON: "Ontario",
  QC: "Quebec",
  TX: "Texas",
  WA: "Washington",
};

function nameOf(code: string, isState: boolean): string {
  const named = isState ? own(STATE_NAMES, code) : new Intl.DisplayNames(["en"], { type: "region" }).of(code);
  return named ?? code;
}
