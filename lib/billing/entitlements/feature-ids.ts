import { features } from "@/billing/features";
import { FeatureIds } from "../catalog-file/feature-ids";

/**
 * Ids of features come from products at Stripe, from rows that were written by earlier releases, and from code. All are
 * brought to today's id where they are read, so that the rest compares with `===`.
 */
export const knownFeatures = new FeatureIds(features);
