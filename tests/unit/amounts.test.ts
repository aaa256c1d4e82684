import { expect, test } from "vitest";
import { amountFor } from "@/lib/amounts";

test.each([
  [{ unitAmountMinor: 900 }, 3, 2_700],
  [{ unitAmountMinor: null, unitAmountDecimal: "1250.5" }, 3, 3_752],
  [{ unitAmountMinor: null, unitAmountDecimal: "1250.5" }, 1, 1_251],
  [{ unitAmountMinor: 0 }, 3, 0],
  [{ unitAmountMinor: null }, 3, null],
  [{ unitAmountMinor: 900, metered: true }, 3, null],
  [{ unitAmountMinor: null, tiered: true }, 3, null],
])("%j for %d comes to %s", (price, quantity, amount) => expect(amountFor(price, quantity)).toBe(amount));
