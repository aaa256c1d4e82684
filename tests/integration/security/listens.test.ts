import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startOn } from "@/scripts/local/app";
import { hostSetting } from "@/scripts/local/host";
import { answersHealth } from "@/scripts/local/steps";
import { whenReady } from "@/scripts/processes/child";
import { anyPort } from "@/scripts/processes/ports";
import { startApp, type TestApp } from "../../support/integration";

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app?.stop());

/** Addresses of this machine other than the usual one. On Linux all of 127.0.0.0/8 are. */
const others = [
  ...Object.values(networkInterfaces())
    .flat()
    .filter((one) => one?.family === "IPv4" && !one.internal)
    .map((one) => one?.address ?? ""),
  ...(process.platform === "linux" ? ["127.0.0.2"] : []),
];

const answers = (host: string, port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect({ host, port });
    socket.on("connect", () => resolve(true)).on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });

/** Starts it as `dev`, `quickstart` and `preview` do. */
async function reachableAt(host: string | undefined): Promise<string[]> {
  const port = await anyPort();
  const listening = hostSetting(host);
  const child = startOn(listening, port, "start", app.env);
  await whenReady(child, answersHealth(`http://${listening.reachedAt}:${port}`, child));
  const reached = [];
  for (const address of ["127.0.0.1", ...others]) if (await answers(address, port)) reached.push(address);
  await child.stop();
  return reached;
}

test("what the commands of a developer start is reached from that machine alone, unless HOST asks for more", async () => {
  expect(others).not.toEqual([]);
  expect(await reachableAt(undefined)).toEqual(["127.0.0.1"]);
  expect(await reachableAt("0.0.0.0")).toEqual(["127.0.0.1", ...others]);
});
