// Parameters that had another name in the version of the API that a caller names.
import { own } from "../conventions/own.ts";

interface Renamed {
  /** The first version that has the new name only. */
  until: string;
  call: string;
  older: string;
  as(value: unknown): Record<string, unknown>;
}

const UI_MODES: Record<string, string> = { hosted: "hosted_page", embedded: "embedded_page", custom: "elements" };

const RENAMED: Renamed[] = [
  {
    until: "2025-09-30",
    call: "POST /v1/promotion_codes",
    older: "coupon",
    as: (coupon) => ({ promotion: { type: "coupon", coupon } }),
  },
  {
    until: "2026-09-30",
    call: "POST /v1/checkout/sessions",
    older: "payment_method_types",
    as: (types) => ({ allowed_payment_method_types: types }),
  },
  {
    until: "2026-03-25",
    call: "POST /v1/checkout/sessions",
    older: "ui_mode",
    as: (mode) => ({ ui_mode: own(UI_MODES, String(mode)) ?? mode }),
  },
];

export function currentParams<T>(
  version: string | undefined,
  call: string,
  params: Record<string, T>,
): Record<string, T> {
  let current = params;
  for (const renamed of RENAMED) {
    const { [renamed.older]: value, ...rest } = current;
    if (version === undefined || version.slice(0, 10) >= renamed.until || renamed.call !== call) continue;
    if (value !== undefined) current = { ...rest, ...(renamed.as(value) as Record<string, T>) };
  }
  return current;
}
