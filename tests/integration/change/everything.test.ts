/**
 * Every change of plan in a catalog with every shape of price: what the page says, where it is confirmed, and what Stripe
 * then has and charges, to the cent.
 */
import type Stripe from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import { amountFor } from "@/lib/amounts";
import { confirmPlanChange } from "@/lib/billing/portal/confirm";
import { type PlanChange, previewPlanChange } from "@/lib/billing/portal/plan-change";
import { ProductError } from "@/lib/errors";
import { everything } from "../../support/catalogs/everything";
import { startMirror } from "../../support/mirror";
import { besides, choosable, priceNamed, retire, type Sold, type SoldFile, sellFile } from "../../support/sell-file";
import {
  advance,
  bring,
  confirmInPortal,
  DAY,
  invoicesOf,
  type Person,
  type Prices,
  setPortal,
  subscribeAt,
} from "./people";

const START = Date.UTC(2026, 10, 3, 9, 30) / 1000;
const NOW = START + 9 * DAY + 4_321;
const MEMBERS = 4;
const CHOSEN = 6;
const USED = { api_calls: 5_000, storage_gb: 250 };

/**
 * From each price (a row) to each other (a column): `now` or at the period's `end`, by our page (`api`) or in the portal.
 * What is missing is refused.
 */
const TABLE = `
`;
