import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { requireUser, type User } from "@/lib/auth";
import { limitCalls } from "@/lib/auth/limits";
import { requireSameOrigin } from "@/lib/http";
import type { FormState } from "./action-form";
import { getWords } from "./get-words";
import { paths } from "./paths";
import { codeOf } from "./product-error";

/**
 * What every server action does around its own work: origin, sign-in and rate are checked, and a refusal comes back in
 * the words of the page, with what was typed.
 * @param signIn where who is not signed in goes
 */
export async function act(
  form: FormData,
  work: (user: User) => Promise<FormState | void>,
  signIn: string = paths.login,
): Promise<FormState> {
  const values = Object.fromEntries(
    [...form].flatMap(([name, value]) => (typeof value === "string" && !name.startsWith("$") ? [[name, value]] : [])),
  );
  try {
    requireSameOrigin({ headers: await headers() });
    const user = await requireUser();
    await limitCalls("workspace", user.id);
    const state = (await work(user)) ?? {};
    return state.problems ? { ...state, values } : state;
  } catch (error) {
    const code = codeOf(error);
    // Also how Next says that the work leads to another page.
    if (code === undefined || !(error instanceof Error)) throw error;
    if (code === "unauthenticated") redirect(signIn);
    const { sentences } = await getWords();
    const refusals: Record<string, string> = { ...sentences.browser.refusals, ...sentences.workspaces.refusals };
    return { problem: refusals[code] ?? error.message, values };
  }
}

/** A field of a form as a text; one that is missing counts as empty. */
export function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}
