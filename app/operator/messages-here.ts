import { getWords } from "@/app/_components/get-messages";
import { requireOperator } from "@/lib/auth/operator";
import { type Words, wordsIn } from "@/lib/messages";

/** English for our own staff; for everybody else what they read at any address that leads nowhere. */
export const getWordsHere = (): Promise<Words> => requireOperator().then(() => wordsIn("en"), getWords);
