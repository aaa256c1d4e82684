import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

// The headless shell first: it is Chromium without windows, and takes half the time.
const PLACES = [
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/chromium-browser",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/**
 * A Chromium that runs on this machine: the one of CHROMIUM_PATH, an installed one, or the one that Playwright has
 * downloaded. Null when there is none.
 * @returns {Promise<string | null>}
 */
export async function findBrowser() {
  const wanted = process.env.CHROMIUM_PATH;
  if (wanted) {
    if (runs(wanted)) return wanted;
    throw new Error(`CHROMIUM_PATH is "${wanted}", and no browser runs from there. Correct it or leave it out.`);
  }
  const { chromium } = await import("@playwright/test");
  return [...PLACES, chromium.executablePath()].find(runs) ?? null;
}

/** Finds a browser, or installs one. Throws a sentence that names the way out when neither works. */
export async function ensureBrowser() {
  const found = await findBrowser();
  if (found) return found;
  console.log("There is no Chromium here; installing one for the browser tests …");
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    run("apt-get", ["update"], env);
    run("apt-get", ["install", "-y", "--no-install-recommends", "chromium-headless-shell"], env);
  }
  if (!(await findBrowser())) run("npx", ["playwright", "install", "chromium"], process.env);
  const installed = await findBrowser();
  if (installed) return installed;
  throw new Error("No browser could be installed. Install Chromium or Chrome and set CHROMIUM_PATH to it.");
}

/** @param {string} path */
function runs(path) {
  return existsSync(path) && spawnSync(path, ["--version"], { stdio: "ignore", timeout: 20_000 }).status === 0;
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
function run(command, args, env) {
  spawnSync(command, args, { stdio: ["ignore", "inherit", "inherit"], env });
}
