import { getDashboard } from "@/lib/billing/dashboard/dashboard";
import { disconnect } from "@/lib/db";
import { startApp } from "../support/app";
import { priceOf, subscribe, userIdOf } from "../support/billing";
import { useSettings } from "../support/environment";
import { enlarge, LARGE } from "../support/large-workspace";
import type { Bench } from "./bench";
import { printGoal } from "./print";
import { median } from "./statistics";
import { claimOf } from "../support/claim";

const VISITS = 20;
const STATEMENTS = 200;

/** The pages of a workspace that has grown, and the dashboard's one statement. */
export async function measureLarge({ postgres, build }: Bench): Promise<void> {
  const app = await startApp({ postgres, dir: await build() });
  try {
    const client = await app.signUp();
    const { workspaceId, subscriptionId } = await subscribe(app, client, await priceOf(app, "pro_month"));
    const userId = await userIdOf(app, client.person.email);
    await enlarge(app.database.pool, { workspaceId, userId, subscriptionId });
    useSettings(app);
    const { members, changes, invoices } = LARGE;
    console.log(`\nA workspace with ${members} members, ${changes} seat changes and ${invoices} invoices`);
    for (const path of [`/workspaces/${workspaceId}`, `/workspaces/${workspaceId}?q=lang`]) {
      const visits = [];
      let bytes = 0;
      for (let visit = 0; visit < VISITS; visit++) {
        const { ms, size } = await timed(`${app.url}${path}`, client.cookieHeader());
        visits.push(ms);
        bytes = size;
      }
      const name = path.includes("?") ? "settings, searched" : "settings";
      printGoal(`${name}: ms`, "< 300", median(visits).toFixed(0));
      printGoal(`${name}: KB`, "< 300", (bytes / 1024).toFixed(0));
    }
    const statements = [];
    for (let run = 0; run < STATEMENTS; run++) {
      const start = performance.now();
      await getDashboard(await claimOf(userId), workspaceId);
      statements.push(performance.now() - start);
    }
    printGoal("the dashboard's statement: ms", "< 10", median(statements).toFixed(1));
  } finally {
    await disconnect();
    await app.stop();
  }
}

async function timed(url: string, cookie: string): Promise<{ ms: number; size: number }> {
  const start = performance.now();
  const answer = await fetch(url, { headers: { cookie } });
  const size = (await answer.arrayBuffer()).byteLength;
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}.`);
  return { ms: performance.now() - start, size };
}
