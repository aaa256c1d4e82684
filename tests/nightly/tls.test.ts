/** Connections to PostgreSQL by TLS, with a certificate of a private authority. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { disconnect, prisma, statement } from "@/lib/db";
import { applyMigrations } from "@/scripts/db/migrations";
import { startPostgres } from "@/scripts/postgres/start-server";
import { handOver } from "@/scripts/postgres/unix-account";
import { anyPort } from "@/scripts/processes/ports";
import { startApp } from "../support/app";
import { priceOf, subscribe } from "../support/billing";
import { type Certificates, makeCertificates } from "../support/certificates";
import { openPool } from "../support/postgres";

let dir: string;
let server: Awaited<ReturnType<typeof startPostgres>>;
let ours: Certificates;
let others: Certificates;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "billing-tls-"));
  ours = makeCertificates(dir, "ours", "127.0.0.1");
  others = makeCertificates(dir, "others", "127.0.0.1");
  // PostgreSQL reads its key as its own account, and wants it closed to everybody else.
  handOver(dir);
  for (const file of [ours.key, ours.certificate]) handOver(file);
  server = await startPostgres({
    dir: await mkdtemp(join(tmpdir(), "billing-postgres-")),
    port: await anyPort(),
    database: "billing",
    throwaway: true,
    settings: ["ssl=on", `ssl_cert_file=${ours.certificate}`, `ssl_key_file=${ours.key}`],
  });
}, 60_000);
afterAll(async () => {
  await disconnect();
  await server?.release();
  await rm(dir, { recursive: true });
});

type Query = Record<string, string>;

function address(query: Query, hostname = "127.0.0.1"): string {
  const url = new URL(server.url);
  url.hostname = hostname;
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

const ENCRYPTED = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";

/** @returns whether a statement of ours and one of Prisma's were encrypted */
async function encrypted(url: string): Promise<(boolean | undefined)[]> {
  await disconnect();
  process.env.DATABASE_URL = url;
  const [own] = await statement<{ ssl: boolean }>("encrypted", ENCRYPTED, []);
  const [prismas] = await prisma().$queryRawUnsafe<{ ssl: boolean }[]>(ENCRYPTED);
  return [own?.ssl, prismas?.ssl];
}

test.each<[string, () => Query, boolean]>([
  ["none", () => ({}), false],
  ["sslmode=verify-full and the authority", () => ({ sslmode: "verify-full", sslrootcert: ours.authority }), true],
  ["sslmode=require and the authority", () => ({ sslmode: "require", sslrootcert: ours.authority }), true],
  ["sslmode=no-verify", () => ({ sslmode: "no-verify" }), true],
])("with %s it connects", async (_, query, isEncrypted) => {
  expect(await encrypted(address(query()))).toEqual([isEncrypted, isEncrypted]);
});

test.each<[string, () => Query, string, RegExp]>([
  ["sslmode=require and no authority", () => ({ sslmode: "require" }), "127.0.0.1", /unable to verify/],
  ["sslmode=verify-full and no authority", () => ({ sslmode: "verify-full" }), "127.0.0.1", /unable to verify/],
  [
    "another authority",
    () => ({ sslmode: "verify-full", sslrootcert: others.authority }),
    "127.0.0.1",
    /unable to verify|signature/,
  ],
  [
    "a host that the certificate is not for",
    () => ({ sslmode: "verify-full", sslrootcert: ours.authority }),
    "localhost",
    /does not match certificate/,
  ],
])("with %s it does not connect", async (_, query, host, reason) => {
  await expect(encrypted(address(query(), host))).rejects.toThrow(reason);
});

test.each<[string, () => { query: Query; env: Query }]>([
  ["sslrootcert", () => ({ query: { sslmode: "verify-full", sslrootcert: ours.authority }, env: {} })],
  ["NODE_EXTRA_CA_CERTS", () => ({ query: { sslmode: "verify-full" }, env: { NODE_EXTRA_CA_CERTS: ours.authority } })],
])(
  "the app and its set-up take the authority of %s",
  async (_, settings) => {
    const { query, env } = settings();
    await applyMigrations(address({ sslmode: "verify-full", sslrootcert: ours.authority }));
    const url = address(query);
    const pool = openPool(address({}));
    const app = await startApp({
      postgres: { templateUrl: url },
      database: { url, pool, drop: () => pool.end() },
      env,
    });
    try {
      const client = await app.signUp();
      await subscribe(app, client, await priceOf(app, "pro_month"));
      expect((await client.get<string>("/dashboard")).body).toContain("Pro");
      const { rows } = await pool.query(
        `SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
       WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid() AND ssl`,
      );
      expect(rows).toEqual([{ ssl: true }]);
    } finally {
      await app.stop();
      await pool.query("DROP SCHEMA public CASCADE").then(() => pool.query("CREATE SCHEMA public"));
      await pool.end();
    }
  },
  120_000,
);
