import type { legal as en } from "../en/legal";
import type { Translation } from "../translation";

export const legal: Translation<typeof en> = {
  terms: "Nutzungsbedingungen",
  privacy: "Datenschutzerklärung",
};
