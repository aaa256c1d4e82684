/**
 * Integration tests of a release that fail on today's schema for a reason that is the test's own: what it does to the
 * tables, or how it compares rows. Each is what a deployed instance of that release never does.
 */
type Known = { file: string; test?: RegExp; why: string };

const NO_OWNER =
  "it takes the owner's role by a statement of its own; the database keeps an owner in every workspace now";
const A_VIEW = "it empties the table errand, which is a view of pending_work now, and counts what earlier tests left";
const DEFAULTS = "it compares whole rows with what Stripe says, and has no value for a column that it doesn't know";

export const KNOWN: Record<string, Known[]> = {
  "v0.1.0": [
    { file: "dashboard.test.ts", test: /three statements at the most/, why: NO_OWNER },
    { file: "operator.test.ts", test: /are found by name, member, id/, why: NO_OWNER },
    { file: "plan-change.test.ts", test: /is refused, without a call to Stripe/, why: NO_OWNER },
    { file: "portal.test.ts", test: /whatever their role has become/, why: NO_OWNER },
    { file: "idle-errands.test.ts", why: A_VIEW },
    { file: "sync/errands.test.ts", why: A_VIEW },
    { file: "convergence/convergence.test.ts", test: /lead to what Stripe has|cost no call to Stripe/, why: DEFAULTS },
    { file: "faults/app.test.ts", why: DEFAULTS },
    { file: "faults/kill-worker.test.ts", why: DEFAULTS },
    { file: "faults/two-instances.test.ts", why: DEFAULTS },
  ],
};

/** Files that compare the migrations with that release's schema, or need hours and show nothing of the schema. */
export const LEFT_OUT = ["migrations", "scale", "operator-scale"];

export const reasonOf = (tag: string, file: string, name: string): string | undefined =>
  KNOWN[tag]?.find((one) => one.file === file && (one.test?.test(name) ?? true))?.why;
