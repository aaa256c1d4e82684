import { getMessages } from "@/app/_components/get-messages";
import { limitSignUps } from "@/lib/auth/limits";
import { signUp, signUpFields } from "@/lib/auth/sign-up";
import { endpoint, readJson, requireSameOrigin } from "@/lib/http";

/** Sign-up: 201 `{}` whether or not the address is taken. */
export const POST = endpoint(async (request) => {
  requireSameOrigin(request);
  await limitSignUps(request.headers);
  const { language } = await getMessages();
  await signUp(await readJson(request, signUpFields), language);
  return Response.json({}, { status: 201 });
});
