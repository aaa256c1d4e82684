// Where an address is, as precisely as taxes need it [docs: tax/customer-locations]: a country; in the US a postal code;
// in Canada a province or a postal code.
import { own } from "../../conventions/own.ts";
import { hasStates } from "./rates.ts";

export interface Address {
  city?: string | null;
  country?: string | null;
  line1?: string | null;
  line2?: string | null;
  postal_code?: string | null;
  state?: string | null;
}

export interface Place {
  country: string;
  state: string | null;
}

export function isPresent(address: Address | null | undefined): address is Address {
  return address ? Object.values(address).some((value) => typeof value === "string" && value !== "") : false;
}

/** Undefined where it is not precise enough. */
export function placeOf({ country, state, postal_code }: Address): Place | undefined {
  if (!country || !isCountry(country)) return undefined;
  if (!hasStates(country)) return { country, state: state || null };
  const code = (postal_code ?? "").trim().toUpperCase();
  const byCode = country === "US" ? stateOfZip(code) : provinceOfCode(code);
  if (country === "US") return byCode === undefined ? undefined : { country, state: byCode };
  const named = (state ?? "").trim().toUpperCase();
  const province = /^[A-Z]{2}$/.test(named) ? named : byCode;
  return province === undefined ? undefined : { country, state: province };
}

const REGIONS = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });

export function isCountry(code: string): boolean {
  return /^[A-Z]{2}$/.test(code) && code !== "ZZ" && code !== "EU" && REGIONS.of(code) !== undefined;
}

/** By the first three digits. The table has the states that are taxed here; the others are only known to be none of them. */
const ZIPS: [from: number, to: number, state: string][] = [
  [5, 5, "NY"],
  [63, 63, "NY"],
  [100, 149, "NY"],
  [733, 733, "TX"],
  [750, 799, "TX"],
  [885, 885, "TX"],
  [900, 961, "CA"],
  [970, 979, "OR"],
  [980, 994, "WA"],
];

function stateOfZip(code: string): string | null | undefined {
  if (!/^\d{5}(-?\d{4})?$/.test(code) || code.startsWith("000")) return undefined;
  const area = Number(code.slice(0, 3));
  return ZIPS.find(([from, to]) => area >= from && area <= to)?.[2] ?? null;
}

const PROVINCES: Record<string, string> = {
  A: "NL",
  B: "NS",
  C: "PE",
  E: "NB",
  G: "QC",
  H: "QC",
  J: "QC",
  K: "ON",
  L: "ON",
  M: "ON",
  N: "ON",
  P: "ON",
  R: "MB",
  S: "SK",
  T: "AB",
  V: "BC",
  X: "NT",
  Y: "YT",
};

function provinceOfCode(code: string): string | undefined {
  return /^[A-Z]\d[A-Z] ?\d[A-Z]\d$/.test(code) ? own(PROVINCES, code.charAt(0)) : undefined;
}

/** Addresses of the networks that are kept for documentation (RFC 5737). No other address is located. */
const NETWORKS: Record<string, Address> = {
  "192.0.2": { country: "US", postal_code: "10001" },
  "198.51.100": { country: "DE" },
  "203.0.113": { country: "GB" },
};

export function addressOfIp(ip: string): Address | undefined {
  const network = ip.split(".").slice(0, 3).join(".");
  return own(NETWORKS, network);
}
