/**
 * A command that is asked for `--help` says how it is used, and ends.
 * @param {string} usage
 */
export function answerHelp(usage) {
  if (!process.argv.slice(2).some((word) => word === "--help" || word === "-h")) return;
  console.log(usage);
  process.exit(0);
}

/**
 * @template T
 * @param {() => T} read
 * @param {string} usage
 * @throws Error that says what is wrong with the arguments, and how the command is used
 */
export function readArguments(read, usage) {
  try {
    return read();
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${usage}`, { cause: error });
  }
}

/**
 * For a command without arguments: given one, it stops before it does anything, because the argument was meant to change something.
 * @param {string} command
 * @param {string} what it does
 */
export function takeNoArguments(command, what) {
  const usage = `Usage: npm run ${command}\n  ${what}`;
  answerHelp(usage);
  const [given] = process.argv.slice(2);
  if (given === undefined) return;
  console.error(`\n${command} takes no arguments, and was given "${given}".\n${usage}`);
  process.exit(1);
}
