import type { Open } from "./contender";

export { fill } from "./ours";

/** The limit: what one prepared statement for each event can do, without any of the promises of the product. */
export const open: Open = async () => {
  const { oneStatement } = await import("../overlay/lib/bench/one-statement");
  return { deliver: oneStatement };
};
