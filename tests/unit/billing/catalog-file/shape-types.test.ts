/** The types of the catalogue file, and the shape that it's checked for when it's loaded, say the same. */
import { expect, test } from "vitest";
import type { z } from "zod";
import type * as shape from "@/lib/billing/catalog-file/shape";
import type { FeatureEntry } from "@/lib/billing/catalog-file/texts";
import type {
  CatalogEntry,
  Currencies,
  MeterEntry,
  PlanEntry,
  PriceEntry,
  SetupFeeEntry,
} from "@/lib/billing/catalog-file/types";

type Keys<T> = T extends unknown ? keyof T : never;
type ValueOf<T, K> = T extends unknown ? (K extends keyof T ? Exclude<T[K], undefined> : never) : never;
type Equal<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

/**
 * Never where the two have the same fields with the same values; else the fields that differ. What goes together is not
 * compared: the shape leaves that to together.ts, which shape.test.ts tries.
 */
type Differing<Type, Shape, Except = never> =
  | Exclude<Keys<Type>, Keys<Shape>>
  | Exclude<Keys<Shape>, Keys<Type>>
  | {
      [K in Exclude<Keys<Type> & Keys<Shape>, Except>]: Equal<ValueOf<Type, K>, ValueOf<Shape, K>> extends true
        ? never
        : K;
    }[Exclude<Keys<Type> & Keys<Shape>, Except>];

type In<S extends z.ZodType> = z.input<S>;
type AnyCatalog = CatalogEntry<Record<string, FeatureEntry>, Currencies, Record<string, MeterEntry>>;

// Each line compiles only where nothing differs. Prices, plans, meters and features are compared on their own.
const same = <Nothing extends never>(differing: Nothing[] = []) => differing;
const compared = [
  same<Differing<PriceEntry, In<typeof shape.price>>>(),
  same<Differing<PlanEntry, In<typeof shape.plan>, "prices" | "setupFee">>(),
  same<Differing<SetupFeeEntry, In<typeof shape.setupFee>>>(),
  same<Differing<MeterEntry, In<typeof shape.meter>>>(),
  same<Differing<FeatureEntry, In<typeof shape.feature>>>(),
  same<Differing<AnyCatalog, In<typeof shape.catalogShape>, "plans" | "meters" | "features">>(),
];

test("no field differs between the types and the shape", () => {
  // @ts-expect-error a field that the shape lacks is a difference
  same<Differing<PriceEntry & { more: 1 }, In<typeof shape.price>>>();
  // @ts-expect-error and so is another kind of value
  same<Differing<MeterEntry, Omit<In<typeof shape.meter>, "aggregation"> & { aggregation: string }>>();
  expect(compared.flat()).toEqual([]);
});
