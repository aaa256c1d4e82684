/**
 * Ends with 0 when the app that runs beside it, with the same settings, is ready for requests: a container's health check,
 * in an image without curl. A build puts this file beside the app (complete.mjs).
 */
const { HOST, PORT } = process.env;
const everywhere = !HOST || HOST === "0.0.0.0" || HOST === "::";
const host = everywhere ? "127.0.0.1" : HOST.includes(":") ? `[${HOST}]` : HOST;

try {
  const answer = await fetch(`http://${host}:${PORT || 3000}/api/readyz/`, { signal: AbortSignal.timeout(4_000) });
  console.log(`${answer.status} ${await answer.text()}`);
  process.exit(answer.ok ? 0 : 1);
} catch (error) {
  console.log(error instanceof Error ? String(error.cause ?? error) : String(error));
  process.exit(1);
}
