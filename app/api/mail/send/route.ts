import { requireCronSecret } from "@/lib/cron";
import { endpoint } from "@/lib/http";
import { mailSender } from "@/lib/mail/wake";

// Under the minute that platforms allow a request; the next call continues.
const BUDGET_MS = 40_000;
export const maxDuration = 60;

/** For schedulers, where no instance runs long enough for its own timer: sends the mail that is due. */
const send = endpoint(async (request) => {
  await requireCronSecret(request);
  const none = { sent: 0, dropped: 0, failed: 0, waiting: false };
  const { waiting, ...counts } = (await mailSender()?.run(BUDGET_MS)) ?? none;
  const headers = { "cache-control": "no-store" };
  return Response.json({ finished: !waiting, ...counts }, { status: waiting ? 202 : 200, headers });
});

export { send as GET, send as POST };
