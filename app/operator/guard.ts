import type { Metadata } from "next";
import { notFoundMetadata } from "@/app/_components/not-found-page";
import { mayBeOperator } from "@/lib/auth/operator";
import { getOperatorMessages } from "./get-messages";
import { messages } from "./messages";

/** Only operators get the title. It waits for no database: the page does, and says so when that fails. */
export const operatorsMetadata = async (): Promise<Metadata> =>
  (await mayBeOperator()) ? { title: messages.title } : notFoundMetadata(await getOperatorMessages());
