// How an advancing test clock gets to its target.
import { update } from "../changes.ts";
import { newContext } from "../../conventions/context.ts";
import type { Store } from "../../store/store.ts";
import type { TestClock } from "../../store/objects.ts";
import { settleNext } from "./due.ts";

/** One step of an advancing clock, in one transaction; false when it has reached its target. */
export function stepClock(store: Store, baseUrl: string, id: string): boolean {
  const clock = store.get("test_helpers.test_clock", id);
  const target = clock?.status_details.advancing?.target_frozen_time;
  if (clock?.status !== "advancing" || target === undefined) return false;
  if (settleNext(store, baseUrl, target, id)) return true;
  const ready: TestClock = { ...clock, frozen_time: target, status: "ready", status_details: {} };
  store.transaction(() =>
    update(newContext(store, baseUrl), "test_helpers.test_clock", ready, "test_helpers.test_clock.ready"),
  );
  return false;
}
