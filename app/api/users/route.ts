import { signUp, signUpFields } from "@/lib/auth/sign-up";
import { clientAddress, isLoopbackAddress } from "@/lib/client-address";
import { env } from "@/lib/env";
import { endpoint, readJson, requireSameOrigin } from "@/lib/http";
import { takeSlot } from "@/lib/rate-limit";

/** Sign-up: 201 `{}` whether or not the address is taken. */
export const POST = endpoint(async (request) => {
  requireSameOrigin(request);
  const address = clientAddress(request.headers);
  if (env().production || !isLoopbackAddress(address)) {
    await takeSlot({ key: `sign-up from ${address}`, limit: env().SIGN_UPS_PER_HOUR, windowSeconds: 3600 });
  }
  await signUp(await readJson(request, signUpFields));
  return Response.json({}, { status: 201 });
});
