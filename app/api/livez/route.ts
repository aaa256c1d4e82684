export const dynamic = "force-dynamic";

/** 200 as long as the process answers at all. What restarts instances asks this. Whether the database is away is for `readyz`. */
export const GET = (): Response => Response.json({ status: "ok" }, { headers: { "cache-control": "no-store" } });
