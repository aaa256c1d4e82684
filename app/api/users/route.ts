import { audited } from "@/app/_components/audited";
import { getMessages } from "@/app/_components/get-messages";
import { limitSignUps } from "@/lib/auth/limits";
import { signUp, signUpFields } from "@/lib/auth/sign-up";
import { endpoint, readJson, requireSameOrigin } from "@/lib/http";

/** Sign-up: 201 `{}` whether or not the address is taken. */
export const POST = endpoint(async (request) => {
  requireSameOrigin(request);
  await limitSignUps(request.headers);
  const { language } = await getMessages();
  const id = await signUp(await readJson(request, signUpFields), language);
  // Nothing is made for an address that is taken.
  if (id) await audited("sign_up", id);
  return Response.json({}, { status: 201 });
});
