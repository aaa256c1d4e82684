import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import { App, type Observer } from "./http/app.ts";
import { billingSettingsRoutes } from "./control/billing-settings.ts";
import { keyRoutes } from "./control/keys.ts";
import { limitRoutes } from "./control/limits.ts";
import { outsideRoutes } from "./control/outside.ts";
import { taxRoutes } from "./control/tax.ts";
import { usageRoutes } from "./control/usage.ts";
import { controlRoutes } from "./control/routes.ts";
import { dashboardRoutes } from "./dashboard/routes.ts";
import { endpoints } from "./http/endpoints.ts";
import { ownHostsOnly } from "./http/own-hosts.ts";
import { noForms } from "./http/no-forms.ts";
import { pageRoutes } from "./pages/routes.ts";
import { answer, type Bindings } from "./http/pipeline.ts";
import { sameOriginOnly } from "./control/same-origin.ts";

export interface Options {
  port: number;
  host: string;
  dataDir: string;
  retryBaseMs?: number;
  /** Further names by which it is called, beside those of this machine for itself. */
  hosts?: string[];
  /** Where browsers reach it, if not where programs do: the origin of all addresses that it hands out. */
  publicUrl?: string;
  observe?: Observer;
}

export interface RunningServer {
  app: App;
  url: string;
  stop(): Promise<void>;
}

export function routes(app: App, hosts: readonly string[] = []): Hono<Bindings> {
  const hono = new Hono<Bindings>();
  hono.use(ownHostsOnly(hosts));
  hono.use("/_local/*", sameOriginOnly);
  hono.use("/v1/*", noForms);
  hono.route("/_local/billing", billingSettingsRoutes(app));
  hono.route("/_local/tax", taxRoutes(app));
  hono.route("/_local/usage", usageRoutes(app));
  hono.route("/_local/limits", limitRoutes(app));
  hono.route("/_local/keys", keyRoutes(app));
  hono.route("/_local", outsideRoutes(app));
  hono.route("/_local", controlRoutes(app));
  for (const endpoint of endpoints) hono.on(endpoint.method, endpoint.path, (http) => answer(app, http, endpoint));
  // Within the pages, so that an error shows their failure page
  hono.route("/", pageRoutes(app).route("/", dashboardRoutes(app)));
  // Unknown addresses are refused as Stripe refuses them
  hono.all("*", (http) => answer(app, http, undefined));
  return hono;
}

export async function startServer(options: Options): Promise<RunningServer> {
  const { dataDir, retryBaseMs = 1000, publicUrl, hosts = [], observe } = options;
  const app = new App({ dataDir, retryBaseMs, publicUrl, observe });
  const names = publicUrl === undefined ? hosts : [...hosts, new URL(publicUrl).hostname];
  const server = createAdaptorServer({ fetch: routes(app, names).fetch });
  try {
    await new Promise<void>((ready, failed) => {
      server.once("error", failed);
      server.listen(options.port, options.host, ready);
    });
  } catch (error) {
    await app.stop();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  const url = `http://${options.host.includes(":") ? `[${options.host}]` : options.host}:${port}`;
  app.baseUrl = publicUrl ?? url;
  app.start();
  return {
    app,
    url,
    async stop() {
      const closed = new Promise((done) => server.close(done));
      if ("closeAllConnections" in server) server.closeAllConnections();
      await closed;
      await app.stop();
    },
  };
}
