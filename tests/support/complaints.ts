import { join } from "node:path";
import ts from "typescript";

/** Files that no test changes are parsed once. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/** TypeScript's complaints about files of a copy of the app, after a change to each of them. */
export function complaintsOf(
  dir: string,
  paths: string[],
  change: (code: string) => string = (code) => code,
): string[] {
  const settings = join(dir, "tsconfig.json");
  const { config } = ts.readConfigFile(settings, ts.sys.readFile) as { config: object };
  const { options } = ts.parseJsonConfigFileContent(
    { ...config, include: [], files: [] },
    ts.sys,
    dir,
    { incremental: false },
    settings,
  );
  const files = paths.map((file) => join(dir, file));
  const host = ts.createCompilerHost(options);
  const readFile = host.readFile.bind(host);
  host.readFile = (file) => (files.includes(file) ? change(readFile(file) ?? "") : readFile(file));
  const parse = host.getSourceFile.bind(host);
  host.getSourceFile = (file, ...how) => {
    if (files.includes(file)) return parse(file, ...how);
    if (!parsed.has(file)) parsed.set(file, parse(file, ...how));
    return parsed.get(file);
  };
  const program = ts.createProgram(files, options, host);
  return files.flatMap((file) =>
    program
      .getSemanticDiagnostics(program.getSourceFile(file))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n")),
  );
}
