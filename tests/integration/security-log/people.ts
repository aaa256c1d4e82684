/** What the security log holds, for tests that call the rules themselves, in this process. */
import { beforeAll, afterAll, afterEach, beforeEach } from "vitest";
import { setClock } from "@/lib/clock";
import { type LogLine, setLogWriter } from "@/lib/observe/log";
import { comingFrom } from "@/lib/request-origin";
import type { LoggedEvent } from "@/lib/security-log/events";
import { startMirror } from "../../support/mirror";
import { peopleOf } from "../workspaces/people";

export type LoggedRow = {
  event: LoggedEvent;
  count: number;
  actor_id: string | null;
  user_id: string | null;
  workspace_id: string | null;
  network_address: string | null;
  user_agent: string | null;
  about: Record<string, string>;
};

export const AGENT =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
export const SCHEDULERS_SECRET = "a-secret-of-the-scheduler";
export const HERE = "192.0.2.7";

/** As a request from there. */
export const requested = <T>(work: () => T, address = HERE): T =>
  comingFrom(new Headers({ "x-forwarded-for": address, "user-agent": AGENT }), work);

export function useSecurityLog() {
  let mirror: Awaited<ReturnType<typeof startMirror>>;
  let lines: Parameters<LogLine>[2][] = [];
  beforeAll(async () => {
    mirror = await startMirror();
    Object.assign(process.env, { TRUSTED_PROXIES: "1", CRON_SECRET: SCHEDULERS_SECRET });
    await mirror.sync();
  });
  beforeEach(() => {
    lines = [];
    setLogWriter((_, __, fields) => void lines.push(fields));
  });
  afterEach(() => {
    setLogWriter(undefined);
    setClock(null);
  });
  afterAll(() => mirror?.stop());

  const rows = async <Row extends object = LoggedRow>(text: string, values: unknown[] = []) =>
    (await mirror.database.pool.query<Row>(text, values)).rows;

  return {
    mirror: () => mirror,
    /** Of the app's own log, since the test began. */
    lines: () => lines.filter(({ audit }) => audit !== undefined),
    rows,
    /** The whole log, the oldest first. */
    all: () => rows("SELECT * FROM security_event ORDER BY at, id"),
    /** Whose account it concerns. */
    of: (userId: string) => rows("SELECT * FROM security_event WHERE user_id = $1 ORDER BY at, id", [userId]),
    ...peopleOf(() => mirror.database),
  };
}
