import { cache } from "react";
import { visitorLanguage } from "@/lib/auth/visitor-language";
import { type Messages, messagesIn } from "@/lib/messages";

/** The messages in the visitor's language, for pages that are rendered per request. */
export const getMessages = cache(async (): Promise<Messages> => messagesIn(await visitorLanguage()));
