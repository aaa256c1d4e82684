import { after } from "next/server";
import { getMessages } from "@/app/_components/get-messages";
import { codeOf } from "@/app/_components/product-error";
import { limitSignUps } from "@/lib/auth/limits";
import { signUp, signUpFields } from "@/lib/auth/sign-up/sign-up";
import { sendSoon } from "@/lib/mail/wake";
import { endpoint, readJson, requireSameOrigin } from "@/lib/http";

/** Sign-up: 201 `{}` whether or not the address is taken. */
export const POST = endpoint(async (request) => {
  requireSameOrigin(request);
  const slot = await limitSignUps(request.headers);
  const { language } = await getMessages();
  const fields = await readJson(request, signUpFields);
  await signUp(fields, language).catch(async (error: unknown) => {
    // Nothing was begun, and the person shall try again.
    if (codeOf(error) === "overloaded") await slot.giveBack();
    throw error;
  });
  after(sendSoon);
  return Response.json({}, { status: 201 });
});
