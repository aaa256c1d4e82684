"use client";

import { createContext, type ReactNode, useContext, useEffect } from "react";
import type { Language, Sentences } from "@/lib/messages";
import { rememberZone } from "./remember-zone";

type BrowserMessages = Sentences["browser"] & {
  language: Language;
  /** The time zone that the server wrote the page in. */
  zone: string;
};

const MessagesContext = createContext<BrowserMessages | null>(null);

/**
 * Hands the browser its messages, so that they are not part of the JavaScript, and sends its time zone to the server.
 */
export function BrowserMessagesProvider({ messages, children }: { messages: BrowserMessages; children: ReactNode }) {
  const { zone } = messages;
  useEffect(() => rememberZone(zone), [zone]);
  return <MessagesContext value={messages}>{children}</MessagesContext>;
}

/** The messages of the browser, in the language of the page. */
export function useBrowserMessages(): BrowserMessages {
  const messages = useContext(MessagesContext);
  if (!messages) throw new Error("There is no Document around this page: its folder needs a layout.");
  return messages;
}
