import { describe, expect, test } from "vitest";
import { nextItems, type Present } from "@/lib/billing/portal/next-items";
import { quantityAfter } from "@/lib/billing/portal/quantity-after";
import { catalogPrice } from "../../../support/catalog-price";

const present = (item_id: string, more: Partial<Present> = {}): Present => ({
  item_id,
  price_id: `price_of_${item_id}`,
  product_id: "build",
  metered: false,
  tiered: false,
  quantity: 1,
  ...more,
});
const use = (item_id: string, more: Partial<Present> = {}) =>
  present(item_id, { metered: true, quantity: null, ...more });
const flat = { priceId: "price_new", metered: false, tiered: false };
const metered = { priceId: "price_use", metered: true, tiered: false };

describe("the items of a subscription after a change", () => {
  test("the plan's item gets the new price; its companions go, and the new ones come", () => {
    const next = nextItems(present("plan"), [use("calls"), use("storage")], flat, [{ ...metered, tiered: true }], 3);
    expect(next.changes).toEqual([
      { id: "plan", price: "price_new", quantity: 3 },
      { id: "calls", deleted: true },
      { id: "storage", deleted: true },
      { price: "price_use" },
    ]);
    expect(next.all).toEqual([{ price: "price_new", quantity: 3 }, { price: "price_use" }]);
    expect(next.ending.map(({ item_id }) => item_id)).toEqual(["calls", "storage"]);
    expect(next.shapes).toMatchObject([{ metered: false }, { metered: true, tiered: true }]);
  });

  test("a companion that comes with the new price, too, stays as it is", () => {
    const calls = use("calls", { price_id: "price_use" });
    const next = nextItems(present("plan"), [calls, use("storage")], flat, [metered], 1);
    expect(next.changes).toEqual([
      { id: "plan", price: "price_new", quantity: 1 },
      { id: "storage", deleted: true },
    ]);
    expect(next.all).toEqual([{ price: "price_new", quantity: 1 }, { price: "price_use" }]);
  });

  test("what is no part of the plan stays", () => {
    const other = present("other", { product_id: "phone", quantity: 2 });
    const counted = use("counted", { product_id: "phone" });
    const next = nextItems(present("plan"), [other, counted], flat, [], 1);
    expect(next.changes).toEqual([{ id: "plan", price: "price_new", quantity: 1 }]);
    expect(next.all).toEqual([
      { price: "price_new", quantity: 1 },
      { price: "price_of_other", quantity: 2 },
      { price: "price_of_counted" },
    ]);
    expect(next.ending).toEqual([]);
  });

  test("between what is paid in advance and what is used, the item is removed and added", () => {
    expect(nextItems(present("plan"), [], metered, [], 1).changes).toEqual([
      { id: "plan", deleted: true },
      { price: "price_use" },
    ]);
    const back = nextItems(use("plan"), [], flat, [], 4);
    expect(back.changes).toEqual([
      { id: "plan", deleted: true },
      { price: "price_new", quantity: 4 },
    ]);
    expect(back.ending).toHaveLength(1);
  });
});

describe("the quantity after a change", () => {
  const seats = (of: "members" | "chosen", minSeats: number | null = null, maxSeats: number | null = null) =>
    catalogPrice({ perSeat: true, seats: of, minSeats, maxSeats });
  const flatPrice = catalogPrice();
  const bought = (quantity: number | null, of: "members" | "chosen" | null = null) => ({
    quantity,
    per_seat: of !== null,
    seats: of,
  });

  test.each([
    ["members, in place of a flat price", bought(1), seats("members"), 4, 4],
    ["members, at least the fewest that are sold", bought(1), seats("members", 3), 1, 3],
    ["members, in place of chosen ones", bought(20, "chosen"), seats("members"), 4, 4],
    ["chosen ones carry over", bought(20, "chosen"), seats("chosen"), 4, 20],
    ["chosen ones, no more than are sold", bought(20, "chosen"), seats("chosen", 2, 10), 4, 10],
    ["chosen ones, at least the fewest that are sold", bought(2, "chosen"), seats("chosen", 5), 1, 5],
    ["chosen ones, never fewer than members", bought(2, "chosen"), seats("chosen"), 4, 4],
    ["chosen ones, in place of members", bought(3, "members"), seats("chosen", 2, 40), 4, 4],
    ["one, in place of seats", bought(20, "chosen"), flatPrice, 4, 1],
    ["one, in place of what is metered", bought(null), flatPrice, 4, 1],
    ["what was agreed on of a flat price stays", bought(3), flatPrice, 4, 3],
  ])("%s", (_, item, price, members, quantity) => {
    expect(quantityAfter(item, price, members)).toBe(quantity);
  });

  test("a plan for fewer than there are members is refused", () => {
    expect(() => quantityAfter(bought(1), seats("members", null, 3), 4)).toThrow(
      expect.objectContaining({ code: "too_many_members" }),
    );
  });
});
