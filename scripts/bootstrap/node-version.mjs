const OLDEST = [20, 19];

/** Ends the command with a clear sentence when this Node is too old for the app. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  console.error(
    `HyperSaaS billing needs Node ${OLDEST.join(".")} or newer, and this is ${process.versions.node}. ` +
      "Install a newer one from https://nodejs.org and run the command again.",
  );
  process.exit(1);
}
