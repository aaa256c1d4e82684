// How tax ids of each kind are written [docs: billing/customer/tax-ids, by its examples]. A kind that is not listed is taken as
// it is; letters and spaces around the digits are left as given.
import { own } from "../../conventions/own.ts";
import { isInEu } from "./rates.ts";

const EU_VAT: Record<string, RegExp> = {
  AT: /^U\d{8}$/,
  BE: /^[01]\d{9}$/,
  BG: /^\d{9,10}$/,
  CY: /^\d{8}[A-Z]$/,
  CZ: /^\d{8,10}$/,
  DE: /^\d{9}$/,
  DK: /^\d{8}$/,
  EE: /^\d{9}$/,
  EL: /^\d{9}$/,
  ES: /^[A-Z0-9]\d{7}[A-Z0-9]$/,
  FI: /^\d{8}$/,
  FR: /^[A-HJ-NP-Z0-9]{2}\d{9}$/,
  HR: /^\d{11}$/,
  HU: /^\d{8}$/,
  IE: /^(\d{7}[A-W][A-I]?|\d[A-Z*+]\d{5}[A-W])$/,
  IT: /^\d{11}$/,
  LT: /^(\d{9}|\d{12})$/,
  LU: /^\d{8}$/,
  LV: /^\d{11}$/,
  MT: /^\d{8}$/,
  NL: /^\d{9}B\d{2}$/,
  PL: /^\d{10}$/,
  PT: /^\d{9}$/,
  RO: /^\d{2,10}$/,
  SE: /^\d{12}$/,
  SI: /^\d{8}$/,
  SK: /^\d{10}$/,
  XI: /^(\d{9}|\d{12}|(GD|HA)\d{3})$/,
};

const FORMATS: Record<string, RegExp> = {
  au_abn: /^\d{11}$/,
  au_arn: /^\d{12}$/,
  br_cnpj: /^\d{2}\.?\d{3}\.?\d{3}\/?\d{4}-?\d{2}$/,
  br_cpf: /^\d{3}\.?\d{3}\.?\d{3}-?\d{2}$/,
  ca_bn: /^\d{9}$/,
  ca_gst_hst: /^\d{9}RT\d{4}$/,
  ca_qst: /^\d{10}TQ\d{4}$/,
  ch_uid: /^CHE-?\d{3}\.?\d{3}\.?\d{3}( ?HR)?$/,
  ch_vat: /^CHE-?\d{3}\.?\d{3}\.?\d{3} ?(MWST|TVA|IVA)$/,
  de_stn: /^\d{10,13}$/,
  es_cif: /^[A-Z]\d{7}[A-Z0-9]$/,
  eu_oss_vat: /^(EU\d{9}|IM\d{10})$/,
  gb_vat: /^(GB|XI)(\d{9}|\d{12}|(GD|HA)\d{3})$/,
  in_gst: /^\d{2}[A-Z]{5}\d{4}[A-Z][A-Z0-9]{3}$/,
  jp_cn: /^\d{13}$/,
  jp_rn: /^\d{5}$/,
  jp_trn: /^T\d{13}$/,
  mx_rfc: /^[A-Z&Ñ]{3,4}\d{6}[A-Z0-9]{3}$/,
  no_vat: /^\d{9}MVA$/,
  nz_gst: /^\d{8,9}$/,
  sg_gst: /^([A-Z]\d{8}[A-Z]|\d{9}[A-Z])$/,
  sg_uen: /^\d{8,9}[A-Z]$/,
  us_ein: /^\d{2}-?\d{7}$/,
  za_vat: /^\d{10}$/,
};

export function isWellFormed(type: string, value: string): boolean {
  if (type === "eu_vat") {
    return own(EU_VAT, value.slice(0, 2))?.test(value.slice(2)) ?? false;
  }
  return own(FORMATS, type)?.test(value) ?? true;
}

/** Greece has another letter pair in its numbers than in ISO's list. */
export function countryOf(type: string, value: string): string {
  if (type !== "eu_vat") return type === "eu_oss_vat" ? "EU" : type.slice(0, 2).toUpperCase();
  const country = value.slice(0, 2);
  return country === "EL" ? "GR" : isInEu(country) ? country : "GB";
}
