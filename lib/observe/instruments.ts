/** What is counted, in OpenTelemetry's words. Labels are few and short: an outcome, a code, a method, never an id. */
export const COUNTERS = {
  "billing.events": "Deliveries of Stripe's events, by outcome: processed, duplicate, ignored, failed",
  "billing.refusals": "Refused requests, by code",
} as const;

/** What is measured, in seconds. */
export const HISTOGRAMS = {
  "billing.events.lag": "From the second in which Stripe made an event to its delivery here",
  "billing.stripe.duration": "Calls to Stripe, each try, by method and status",
} as const;

/** What is asked of the database for each export. */
export const GAUGES = {
  "billing.events.failed": "Events that failed and that Stripe delivers again",
  "billing.events.oldest_failed": "Seconds that the oldest failed event has waited; 0 without one",
  "billing.pending_work.failed": "Workspaces whose pending work at Stripe has failed",
  "billing.mail.failed": "Mails that were given up",
} as const;

/** A call to Stripe takes some tenths of a second; an event is late by seconds, or by the days of an outage. */
export const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3_600, 86_400];

export type Counted = keyof typeof COUNTERS;
export type Measured = keyof typeof HISTOGRAMS;
