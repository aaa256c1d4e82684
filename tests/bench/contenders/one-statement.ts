import type { Open } from "./contender";

export { fill } from "./ours";

/** The limit: one prepared statement per event, without the product's guarantees. */
export const open: Open = async () => {
  const { oneStatement } = await import("../overlay/lib/bench/one-statement");
  return { deliver: oneStatement };
};
