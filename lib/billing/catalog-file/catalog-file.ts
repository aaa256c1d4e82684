import type { FeatureEntry, InLanguages, MeterTexts, PlanTexts } from "./texts";
import type { Interval } from "./types";

/** billing/catalog.ts with everything written out: what set-up and pages read. */
export type CatalogFile = {
  features: Readonly<Record<string, FeatureEntry>>;
  currencies: readonly [string, ...string[]];
  meters: FileMeter[];
  plans: FilePlan[];
};

export type FileMeter = { eventName: string; texts: MeterTexts; aggregation: "sum" | "count" | "last" };

export type FilePlan = {
  key: string;
  texts: PlanTexts;
  group: string | null;
  /** `export`, `seats:5`. */
  features: readonly string[];
  prices: FilePrice[];
  setupFee: FileSetupFee | null;
  /** Null: NEW_USER_FREE_TRIAL_DAYS. */
  trialDays: number | null;
  trialWithoutCard: "cancel" | "pause" | null;
  talkToUs: { contact: string } | null;
  taxCode: string | null;
  isHighlighted: boolean;
  isRetired: boolean;
  metadata: Readonly<Record<string, string>>;
};

export type FilePrice = {
  lookupKey: string;
  nickname: string;
  interval: Interval;
  intervalCount: number;
  /** By currency, the price's own (`currency`) first. */
  costs: Readonly<Record<string, FileCost>>;
  currency: string;
  tiersMode: "graduated" | "volume" | null;
  package: { size: number; round: "up" | "down" } | null;
  quantity:
    | { kind: "one" }
    | { kind: "seats"; follows: "members" | "chosen"; min: number | null; max: number | null }
    | { kind: "metered"; meter: string };
  /** Metered, beside a licensed price of its plan with the same interval: checkout adds it to that one. */
  isCompanion: boolean;
  taxBehavior: "inclusive" | "exclusive" | null;
  isHidden: boolean;
  isRetired: boolean;
  metadata: Readonly<Record<string, string>>;
};

/** Amounts are decimal texts in minor units, as exact as they are written. */
export type FileCost = { unitAmount: string; tiers: null } | { unitAmount: null; tiers: FileTier[] };

export type FileTier = { upTo: number | null; unitAmount: string; flatAmount: string | null };

export type FileSetupFee = {
  texts: InLanguages<{ name: string }>;
  lookupKey: string;
  currency: string;
  /** By currency, decimal texts in minor units. */
  amounts: Readonly<Record<string, string>>;
  taxBehavior: "inclusive" | "exclusive" | null;
};
