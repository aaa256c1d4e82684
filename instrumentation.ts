import type { Instrumentation } from "next";

/** Next calls this once when the server starts, and never while it builds. */
export async function register(): Promise<void> {
  // Next compiles this file a second time for its edge runtime, which we don't use and which has neither PostgreSQL nor
  // Argon2; there it replaces the name below, and the import vanishes.
  if (process.env.NEXT_RUNTIME === "nodejs") {
    const { loadFilesOrExit } = await import("@/lib/billing/catalog-file/load");
    await loadFilesOrExit();
    const [{ watchServers }, { guardServers }, { startOrExit }] = await Promise.all([
      import("@/lib/server/watch"),
      import("@/lib/server/guard"),
      import("@/lib/startup"),
    ]);
    // Both read settings, of which a bad one ends the start with its name.
    await startOrExit(() => {
      guardServers();
      watchServers();
    });
  }
}

/** Next calls this with what a page, an action or a route handler threw. */
export const onRequestError: Instrumentation.onRequestError = async (error, request) => {
  if (process.env.NEXT_RUNTIME === "nodejs") {
    const { logRequestError } = await import("@/lib/observe/start");
    logRequestError(error, request);
  }
};
