import { join } from "node:path";
import { readEnvFile } from "./env-file";
import { root } from "./paths";

export type Settings = Record<string, string | undefined>;

/** What is made up or chosen when it is not given. A line without a value, as in the example file, gives nothing. */
const EMPTY_IS_ABSENT =
  /^(STRIPE_(API_SECRET|PUBLISHABLE_KEY|WEBHOOK_SECRET|PORTAL_CONFIGURATION|API_BASE)|DATABASE_URL|OPERATOR_USER_IDS|NEXTAUTH_(SECRET|URL)|FRONT_END_BASE_URL|MAIL_(URL|FROM)|(LOCAL_STRIPE_|LOCAL_MAIL_(PAGE_)?|EMBEDDED_POSTGRES_)?PORT|HOST)$/;

/** The environment over .env.local over .env, as Next.js reads them. */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): Settings {
  const files = [".env", ".env.local"].map((name) => readEnvFile(join(root, name)));
  const settings: Settings = {};
  for (const source of [...files, environment]) {
    for (const [name, value] of Object.entries(source)) {
      if (value || !EMPTY_IS_ABSENT.test(name)) settings[name] = value;
    }
  }
  return settings;
}
