import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { requireUser, type User } from "@/lib/auth";
import { limitCalls } from "@/lib/auth/limits";
import { FeatureRefused } from "@/lib/billing/entitlements/refusal";
import { isDatabaseUnavailable } from "@/lib/database-failure";
import { requireSameOrigin } from "@/lib/http";
import { log } from "@/lib/observe/log";
import { logRefusal } from "@/lib/observe/refusals";
import { comingFrom } from "@/lib/request-origin";
import { formWasRead } from "@/lib/server/unreadable-form";
import { KEPT, withoutSecrets } from "@/lib/unsent-form";
import { isExternalId } from "@/lib/ids";
import { NOTHING, readUuid } from "@/lib/uuid";
import { findMember } from "@/lib/workspaces/member-list";
import type { FormState } from "./action-form";
import { getMessages } from "./get-messages";
import { getZone } from "./get-zone";
import { pathWith, paths, SESSION_EXPIRED } from "./paths";
import { askedId } from "./search-params";
import { codeOf, extrasOf, hrefOf } from "./product-error";
import { refusalSentence } from "./refusal-sentence";
import { linkOut, whyRefused } from "./refused-feature";

/**
 * Wraps every server action of a signed-in person. It checks origin, sign-in and rate, and returns a refusal in the
 * language of the page, with what was typed and, for a missing feature, a link to the plan that has it.
 * @param signIn where signed-out visitors go
 */
export function act(
  form: FormData,
  work: (user: User) => Promise<FormState | void>,
  signIn: string = paths.login,
): Promise<FormState> {
  const asUser = async () => {
    const user = await requireUser();
    await limitCalls("workspace", user.id);
    await resolveIn(form);
    return work(user);
  };
  return answered(form, asUser, signIn);
}

/** The same for a visitor, whom the work itself limits. */
export const actAsVisitor = (form: FormData, work: () => Promise<FormState | void>): Promise<FormState> =>
  answered(form, work, paths.login);

async function answered(form: FormData, work: () => Promise<FormState | void>, signIn: string): Promise<FormState> {
  // A client of its own making may have sent anything.
  if (!(form instanceof FormData)) throw new TypeError("This is no form.");
  formWasRead();
  const values = withoutSecrets(
    Object.fromEntries(
      [...form].flatMap(([name, value]) => (typeof value === "string" && !name.startsWith("$") ? [[name, value]] : [])),
    ),
  );
  const sent = await headers();
  try {
    requireSameOrigin({ headers: sent });
    const state = (await comingFrom(sent, work)) ?? {};
    return state.problems ? { ...state, values } : state;
  } catch (error) {
    if (isDatabaseUnavailable(error)) {
      log.error("A form failed", { error });
      return { problem: (await getMessages()).sentences.browser.refusals.unavailable, values };
    }
    const code = codeOf(error);
    // Also how Next says that the work leads to another page.
    if (code === undefined || !(error instanceof Error)) throw error;
    logRefusal({ code, cause: error.cause }, "A form");
    const messages = await getMessages();
    const { sentences } = messages;
    if (code === "unauthenticated") {
      // Without a script the page is left, and what was typed is lost with it.
      if (!form.has(KEPT) || !sent.has("next-action")) redirect(pathWith(signIn, { error: SESSION_EXPIRED }));
      const { refusals, signIn: text } = sentences.browser;
      return { problem: refusals.unauthenticated, wayOut: { href: signIn, text, aside: true }, values };
    }
    const refusals: Record<string, string> = {
      ...sentences.browser.refusals,
      ...sentences.workspaces.refusals,
      ...sentences.paying.refusals,
      ...sentences.account.refusals,
      ...sentences.seats.refusals,
    };
    const general = refusalSentence(
      { code, detail: error.message, ...extrasOf(error) },
      { ...sentences.browser, refusals },
    );
    const href = hrefOf(error);
    if (href) return { problem: general, wayOut: { href, text: sentences.paying.openInvoice }, values };
    if (!(error instanceof FeatureRefused)) return { problem: general, values };
    return { problem: (await featureProblem(error)) || general, wayOut: linkOut(error.wayOut, messages), values };
  }
}

/** The messages of a gate as one text, for a form's answer in the browser. */
async function featureProblem({ access, wayOut }: FeatureRefused): Promise<string> {
  const [messages, zone] = await Promise.all([getMessages(), getZone()]);
  const day = (on: Date | null) => () => (on ? messages.date(on, zone) : "");
  return whyRefused(access, wayOut, messages)
    .map(({ name, values, on }) => messages.t.markup(name, { ...values, date: day(on) }))
    .join(" ");
}

/** Our own pages send ids of ours; another system's page may send external ids. Strangers learn nothing of them. */
async function resolveIn(form: FormData): Promise<void> {
  const workspace = form.get("workspace");
  if (typeof workspace === "string" && isExternalId(workspace)) form.set("workspace", await askedId(workspace));
  const member = form.get("member");
  if (typeof member !== "string" || !isExternalId(member)) return;
  const found = await findMember(idOf(form, "workspace"), member);
  if (found) form.set("member", found.userId);
}

/** A field of a form as it was typed, to be checked; one that is missing counts as empty. */
export function typedIn(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}

/** The same to be looked up: PostgreSQL refuses a NUL. */
export const textOf = (form: FormData, name: string): string => typedIn(form, name).replaceAll("\0", "\ufffd");

/** A field of a form that holds an id of ours; anything else counts as the id of something that doesn't exist. */
export const idOf = (form: FormData, name: string): string => readUuid(textOf(form, name)) ?? NOTHING;
