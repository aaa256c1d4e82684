/** A Next route handler that does nothing: the baseline for all other endpoints. */
export const dynamic = "force-dynamic";

export const GET = (): Response => Response.json({ ok: true });

export const POST = async (request: Request): Promise<Response> => {
  await request.text();
  return Response.json({ ok: true });
};
