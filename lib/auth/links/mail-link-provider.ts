import CredentialsProvider from "next-auth/providers/credentials";
import { audit } from "@/lib/audit-log";
import { clientAddress } from "@/lib/client-address";
import { ProductError } from "@/lib/errors";
import { codeError } from "../code-error";
import { limitLinks } from "../limits";
import { visitorLanguage } from "../visitor-language";
import { MAIL_LINK, redeemSignInLink, signInLinkIdIn } from "./mail-link";

/** Signs in by a link that came by mail. Only a form uses it up, because programs that look through mails open links. */
export const signInByMail = () =>
  CredentialsProvider({
    id: MAIL_LINK,
    name: "Link by mail",
    credentials: { token: { label: "Token", type: "text" } },
    authorize: async (credentials, request) => {
      const asked = new Headers(request.headers as Record<string, string> | undefined);
      const from = clientAddress(asked);
      const token: unknown = credentials?.token;
      try {
        await limitLinks(asked);
        const userId = typeof token === "string" ? await redeemSignInLink(token, await visitorLanguage()) : null;
        if (userId === null) audit("sign_in_failed", { userId: null, from }, { by: "mail" });
        return userId === null ? null : { id: userId, linkId: signInLinkIdIn(String(token)) };
      } catch (error) {
        if (error instanceof ProductError)
          audit("sign_in_refused", { userId: null, from }, { by: "mail", code: error.code });
        throw codeError(error, "Signing in by a link");
      }
    },
  });
