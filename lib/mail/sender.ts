import { log } from "@/lib/observe/log";
import { sendDue, type Delivery } from "./deliver";
import { forgetOldMail } from "./forget";
import { type MailRun, setMailSender } from "./wake";

/** How often an instance looks for mail of others, and for what is to be tried again. */
const LOOK_EVERY_MS = 20_000;

const FORGET_EVERY_MS = 3_600_000;

/**
 * When an instance looks that has just written mail: at once, and until the longest transaction has committed
 * (lib/db.ts, lib/workspaces/locked.ts).
 */
const LOOKS_MS = [0, 100, 1_000, 6_000];

/** What the process says of itself: it is ending, and how much is under way. */
export type Process = { draining: boolean; inFlight: number };

/**
 * Starts sending in this process. Once the process is ending, nothing is begun any more.
 * @returns for tests: ends it, and waits for what is under way
 */
export function startMailSender({ links }: Pick<Delivery, "links">, state: Process): () => Promise<void> {
  let running: Promise<MailRun> | undefined;
  const underWay = { begin: () => void state.inFlight++, end: () => void state.inFlight-- };

  const run = (budgetMs = Infinity): Promise<MailRun> => {
    const endsAt = performance.now() + budgetMs;
    const mayContinue = () => !state.draining && performance.now() < endsAt;
    running ??= sendDue({ links, mayContinue, underWay }).finally(() => (running = undefined));
    return running;
  };
  // The database may be away: the next look finds what this one didn't.
  const look = (): void => {
    if (!state.draining) run().catch((error: unknown) => log.warn("Mail could not be sent", { error }));
  };
  let looks: NodeJS.Timeout[] = [];
  const soon = (): void => {
    looks.forEach(clearTimeout);
    looks = LOOKS_MS.map((ms) => setTimeout(look, ms).unref());
  };
  const forget = (): void => {
    if (!state.draining)
      forgetOldMail().catch((error: unknown) => log.warn("Old mail could not be removed", { error }));
  };

  const timers = [setInterval(look, LOOK_EVERY_MS).unref(), setInterval(forget, FORGET_EVERY_MS).unref()];
  setMailSender({ soon, run });
  soon();
  return async () => {
    [...timers, ...looks].forEach(clearTimeout);
    setMailSender(undefined);
    await running?.catch(() => undefined);
  };
}
