import type { Renamed } from "./feature-ids";
import type { FeatureEntry, InLanguages, MeterTexts, PlanTexts } from "./texts";

/**
 * What billing/catalog.ts may say. What makes no sense does not compile: a flat price with tiers, a package of tiers, a
 * feature, meter or currency that the file does not name. What only the whole file shows is checked in checks.ts.
 *
 * The words are Stripe's: https://docs.stripe.com/products-prices/pricing-models
 */

/** Lower-case ISO codes. The first is what a price costs by default, and what a new visitor sees. */
export type Currencies = readonly [string, ...string[]];

/** In the currency's smallest unit: 900 is $9.00. A fraction of it is a text: "0.2" is $0.002. */
export type Amount = number | `${number}`;

/** In the first currency; or in several, the first one among them. */
export type Amounts<C extends Currencies> = Amount | ({ [K in C[0]]: Amount } & { [K in C[number]]?: Amount });

export type Interval = "day" | "week" | "month" | "year";

/** `"month"`, or every third one: `[3, "month"]`. */
export type Every = Interval | readonly [count: number, interval: Interval];

export type Tier<C extends Currencies> = {
  /** The last unit of this tier; the last tier takes the rest. */
  upTo: number | "rest";
  /** What each unit in it costs; nothing by default, so included seats are a tier without it. */
  unitAmountMinor?: Amounts<C>;
  /** What is paid once as soon as the tier is reached. */
  flatAmountMinor?: Amounts<C>;
};

type EachUnit<C extends Currencies> = { amountMinor: Amounts<C>; package?: undefined; tiers?: undefined };

/** Each unit the same; or each begun (`up`) or complete (`down`) package of units; or by tiers. */
type UnitsCost<C extends Currencies> =
  | EachUnit<C>
  | { amountMinor: Amounts<C>; package: { size: number; round: "up" | "down" }; tiers?: undefined }
  | {
      /** `graduated`: each unit by its own tier. `volume`: all units by the tier of the last one. */
      tiersMode: "graduated" | "volume";
      tiers: readonly [Tier<C>, ...Tier<C>[]];
      amountMinor?: undefined;
      package?: undefined;
    };

type NoSeats = { seats?: undefined; minSeats?: undefined; maxSeats?: undefined };

/** Paid once in each interval. */
type Flat<C extends Currencies> = EachUnit<C> & NoSeats & { meter?: undefined };

type PerSeat<C extends Currencies> = UnitsCost<C> & {
  /**
   * `members`: one for each member. `chosen`: a number that is bought. Of a plan in a group it's seats, which invitations
   * can't exceed; of an add-on it's a number of something, such as licenses (`unit` in its texts), and limits nobody.
   */
  seats: "members" | "chosen";
  minSeats?: number;
  maxSeats?: number;
  meter?: undefined;
};

/** What was used, as one of the file's meters counts it. Beside a price of the same interval it is added at checkout. */
type Metered<C extends Currencies, M extends string> = UnitsCost<C> & NoSeats & { meter: M };

type PriceDetails = {
  every: Every;
  /** For your eyes in Stripe's Dashboard; made of the plan's name and the interval by default. */
  nickname?: string;
  taxBehavior?: "inclusive" | "exclusive";
  /** Sold only to workspaces that it was offered to: `npm run offers`. */
  hidden?: true;
  /** No longer sold. Who has it keeps it. */
  retired?: true;
  metadata?: Record<string, string>;
};

export type PriceEntry<C extends Currencies = Currencies, M extends string = string> = PriceDetails &
  (Flat<C> | PerSeat<C> | Metered<C, M>);

/** A feature of a plan: `"export"`, or with a limit, `"seats:5"`. */
export type PlanFeature<F extends string = string> = F | `${F}:${number}`;

type PlanDetails<F extends string> = PlanTexts & {
  /** A workspace has one plan of a group at a time. A plan without a group is an add-on, and stands beside others. */
  group?: string;
  features: readonly PlanFeature<F>[];
  /** Instead of NEW_USER_FREE_TRIAL_DAYS; 0 for no trial. */
  trialDays?: number;
  /** Trials begin without a card. What happens at their end if there is still none. */
  trialWithoutCard?: "cancel" | "pause";
  /** Stripe's tax code of the product: https://docs.stripe.com/tax/tax-codes */
  taxCode?: string;
  /** "Most popular", on the pricing page. */
  highlight?: true;
  /** No longer sold. Who has it keeps it. */
  retired?: true;
  metadata?: Record<string, string>;
};

/** By lookup key, which finds the price again at Stripe and is unique in the whole file. */
type Prices<P> = Readonly<Record<string, P>>;

/** Its name is a line of the first invoice. */
export type SetupFeeEntry<C extends Currencies = Currencies> = InLanguages<{ name: string }> & {
  lookupKey: string;
  amountMinor: Amounts<C>;
};

/** A plan that people buy by themselves. */
type SoldPlan<F extends string, C extends Currencies, M extends string> = PlanDetails<F> & {
  prices: Prices<PriceEntry<C, M>>;
  /** Paid once at the first checkout, also when a trial begins. */
  setupFee?: SetupFeeEntry<C>;
  talkToUs?: undefined;
};

/** A plan that is agreed on in person: shown with a way to reach you in place of a price. */
type TalkPlan<F extends string, C extends Currencies, M extends string> = PlanDetails<F> & {
  /** `mailto:sales@example.com`, or a page's address. */
  talkToUs: { contact: string };
  /** Those that were agreed on; hidden ones only. */
  prices?: Prices<PriceEntry<C, M> & { hidden: true }>;
  setupFee?: undefined;
};

export type PlanEntry<F extends string = string, C extends Currencies = Currencies, M extends string = string> =
  | SoldPlan<F, C, M>
  | TalkPlan<F, C, M>;

/** Stripe's meter: https://docs.stripe.com/api/billing/meter. Its key is the name of the events that it counts. */
export type MeterEntry = MeterTexts & { aggregation: "sum" | "count" | "last" };

export type CatalogEntry<
  F extends Readonly<Record<string, FeatureEntry>>,
  C extends Currencies,
  M extends Readonly<Record<string, MeterEntry>>,
> = {
  features: F & Renamed<F>;
  currencies: C;
  meters?: M;
  /** Of all prices that don't say it themselves; without it Stripe's default for the account applies. */
  taxBehavior?: "inclusive" | "exclusive";
  /** By key, which finds the product again at Stripe; in the order in which the pages show them. */
  plans: Readonly<Record<string, PlanEntry<keyof F & string, C, keyof M & string>>>;
};
