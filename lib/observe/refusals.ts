import { log } from "./log";
import { count } from "./observer";

/**
 * A refusal is expected, and no fault: it is counted, and logged with what it answers. One with a cause is Stripe's, or the
 * database's, and somebody may have to look.
 */
export function logRefusal({ code, cause }: { code: string; cause?: unknown }, where: string): void {
  count("billing.refusals", { code });
  if (cause === undefined) log.info(`${where} was refused: ${code}`, { code });
  else log.warn(`${where} was refused: ${code}`, { code, error: cause });
}
