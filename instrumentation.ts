import { checkBeforeStart } from "@/lib/startup";

/** Next calls this once when the server starts, and never while it builds. */
export async function register(): Promise<void> {
  try {
    await checkBeforeStart();
  } catch (error) {
    console.error(error instanceof Error && error.name === "SettingsError" ? `\n${error.message}\n` : error);
    process.exit(1);
  }
}
