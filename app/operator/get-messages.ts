import { getMessages } from "@/app/_components/get-messages";
import { requireOperator } from "@/lib/auth/operator";
import { type Messages, messagesIn } from "@/lib/messages";

/** English for our own staff; for everybody else what they read at any address that leads nowhere. */
export const getOperatorMessages = (): Promise<Messages> => requireOperator().then(() => messagesIn("en"), getMessages);
