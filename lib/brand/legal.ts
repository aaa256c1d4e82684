import { brand } from "@/billing/brand";
import type { Language } from "../languages.mjs";
import type { Brand, LegalLink } from "./types";

/** Where a legal page is, for readers of a language; null where the brand has none. */
export const legalHref = (link: LegalLink, language: Language): string | null =>
  link === null || typeof link === "string" ? link : link[language];

/** Typed wide: what this checkout's brand lacks another one has. */
export const { legal }: Pick<Brand, "legal"> = brand;
