import { packUnsent, UNSENT_FORM_COOKIE } from "@/lib/unsent-form";

const TEN_MINUTES_SECONDS = 600;

/** Hands what was typed to the page as it is after a reload. */
export function keepUnsent(values: Record<string, string>): void {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  const packed = packUnsent(values);
  document.cookie = `${UNSENT_FORM_COOKIE}=${packed}; Path=/; Max-Age=${TEN_MINUTES_SECONDS}; SameSite=Lax${secure}`;
}
