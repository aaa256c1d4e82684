import { writeTimedNotices } from "@/lib/billing/notices/timed";
import { requireCronSecret } from "@/lib/cron";
import { endpoint } from "@/lib/http";
import { forgetOldEntries } from "@/lib/security-log/forget";
import { mailSender } from "@/lib/mail/wake";

// Together under the minute that platforms allow a request; the next call continues.
const BUDGET_MS = 30_000;
const NOTICES_MS = 15_000;
export const maxDuration = 60;

/** For schedulers, where no instance runs long enough for its own timers: writes what time brings, removes what is too old, and sends what is due. */
const send = endpoint(async (request) => {
  await requireCronSecret(request);
  const endsAt = performance.now() + NOTICES_MS;
  await writeTimedNotices(() => performance.now() > endsAt);
  await forgetOldEntries(() => performance.now() > endsAt);
  const none = { sent: 0, dropped: 0, failed: 0, waiting: false };
  const { waiting, ...counts } = (await mailSender()?.run(BUDGET_MS)) ?? none;
  const headers = { "cache-control": "no-store" };
  return Response.json({ finished: !waiting, ...counts }, { status: waiting ? 202 : 200, headers });
});

export { send as GET, send as POST };
