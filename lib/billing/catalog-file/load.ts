import { checkBrand, checkQuestions } from "@/lib/brand/check";
import { FileError } from "./file-error";

/**
 * Loads what billing/ says, before anything is done with it: a development server and a command run it without its types.
 * @param checks of the files' text, each of which throws a FileError too
 * @throws FileError that names all that can't be right
 */
export async function loadFiles(...checks: Promise<void>[]): Promise<void> {
  const files = await Promise.allSettled([
    ...checks,
    import("@/billing/catalog"),
    import("@/billing/portal"),
    import("@/billing/brand").then(({ brand }) => checkBrand(brand)),
    import("@/billing/questions").then(({ questions }) => checkQuestions(questions)),
  ]);
  const errors = files.flatMap((file): unknown[] => (file.status === "rejected" ? [file.reason] : []));
  const other = errors.find((error) => !(error instanceof FileError));
  if (other !== undefined) throw other;
  const problems = errors.flatMap((error) => (error instanceof FileError ? error.files : []));
  if (problems.length > 0) throw new FileError(problems);
}

/** The same for a server, which doesn't start on such files. */
export async function loadFilesOrExit(): Promise<void> {
  try {
    await loadFiles();
  } catch (error) {
    console.error(error instanceof FileError ? `\n${error.message}\n` : error);
    process.exit(1);
  }
}
