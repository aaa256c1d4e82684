/** The files in ops/ by the programs that read them, which `npm test` doesn't ask for: systemd and nginx. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "@/scripts/local/paths";

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "billing-ops-"));
});
afterAll(() => rmSync(dir, { recursive: true }));

/** As an administrator would change them: another Node, another user, another certificate. */
function adapt(file: string, changes: [string, string][]): string {
  const path = join(dir, file.split("/").at(-1) ?? "");
  writeFileSync(
    path,
    changes.reduce((text, [from, to]) => text.replaceAll(from, to), readFileSync(join(root, file), "utf8")),
  );
  return path;
}

test("systemd accepts the units", () => {
  const units = readdirSync(join(root, "ops/systemd")).map((name) =>
    adapt(`ops/systemd/${name}`, [
      ["/usr/bin/node", process.execPath],
      ["User=billing", "User=daemon"],
      ["Group=billing", "Group=daemon"],
    ]),
  );
  const { status, stderr } = spawnSync("systemd-analyze", ["verify", ...units], { encoding: "utf8" });
  expect([status, stderr]).toEqual([0, ""]);
  const [wrong = ""] = units;
  writeFileSync(wrong, readFileSync(wrong, "utf8").replace("ProtectSystem=strict", "ProtectSystem=stricter"));
  expect(spawnSync("systemd-analyze", ["verify", wrong], { encoding: "utf8" }).stderr).toMatch(/stricter/);
});

test("nginx accepts the site", () => {
  const [key, certificate] = [join(dir, "key.pem"), join(dir, "certificate.pem")];
  const request = "req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=app.example.com";
  execFileSync("openssl", [...request.split(" "), "-keyout", key, "-out", certificate], { stdio: "ignore" });
  const site = adapt("ops/nginx/billing.conf", [
    ["/etc/letsencrypt/live/app.example.com/fullchain.pem", certificate],
    ["/etc/letsencrypt/live/app.example.com/privkey.pem", key],
  ]);
  const main = join(dir, "nginx.conf");
  writeFileSync(main, `pid ${dir}/pid; error_log stderr; events {} http { access_log off; include ${site}; }`);
  const check = () => spawnSync("nginx", ["-t", "-c", main], { encoding: "utf8" });
  expect(check()).toMatchObject({ status: 0, stderr: expect.stringContaining("syntax is ok") as string });
  writeFileSync(site, readFileSync(site, "utf8").replace("non_idempotent", "not_idempotent"));
  expect(check().status).not.toBe(0);
});
