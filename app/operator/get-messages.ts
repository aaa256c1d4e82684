import { getMessages } from "@/app/_components/get-messages";
import { mayBeOperator } from "@/lib/auth/operator";
import { type Messages, messagesIn } from "@/lib/messages";

/** English for our staff; for others the messages of the not-found page. */
export const getOperatorMessages = async (): Promise<Messages> =>
  (await mayBeOperator()) ? messagesIn("en") : getMessages();
