export const dynamic = "force-dynamic";

/** 200 as long as the process answers at all. What restarts instances asks here, and not whether the database is away. */
export const GET = (): Response => Response.json({ status: "ok" }, { headers: { "cache-control": "no-store" } });
