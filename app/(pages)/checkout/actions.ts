"use server";

import { redirect } from "next/navigation";
import { act, textOf } from "@/app/_components/act";
import type { FormState } from "@/app/_components/action-form";
import { getMessages } from "@/app/_components/get-messages";
import { pathWith, paths } from "@/app/_components/paths";
import { checkoutBody } from "@/app/api/subscriptions/checkout/_body";
import { limitCalls } from "@/lib/auth/limits";
import { createCheckout } from "@/lib/billing/checkout/create";
import { hostedInstead } from "@/lib/billing/checkout/hosted-instead";
import { noteLanguage } from "@/lib/billing/notices/language";
import { check } from "@/lib/http";

/** The same order on Stripe's own page. */
export async function openOnStripe(_: FormState, form: FormData): Promise<FormState> {
  const session = textOf(form, "session");
  return act(
    form,
    async (user) => {
      await limitCalls("checkout", user.id);
      redirect(pathWith(paths.checkout, { session: (await hostedInstead(user, session)).session_id }));
    },
    pathWith(paths.login, { checkout: session }),
  );
}

/** For visitors without JavaScript: the button of the page's script calls the endpoint. */
export async function continuePlainly(_: FormState, form: FormData): Promise<FormState> {
  const signIn = pathWith(paths.login, {
    price: textOf(form, "price_id"),
    workspace: textOf(form, "workspace_id"),
    currency: textOf(form, "currency"),
    quantity: textOf(form, "quantity"),
  });
  return act(
    form,
    async (user) => {
      await limitCalls("checkout", user.id);
      const { price_id, workspace_id, ...options } = await check(checkoutBody, Object.fromEntries(form));
      const { session_id: session } = await createCheckout(user, price_id, workspace_id, { ...options, ui: "hosted" });
      await noteLanguage(user.id, (await getMessages()).language);
      // From there on to Stripe: a form's own redirect can't leave our origin.
      redirect(pathWith(paths.checkout, { session }));
    },
    signIn,
  );
}
