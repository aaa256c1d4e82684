"use client";

import { createContext, type ReactNode, useContext, useEffect } from "react";
import type { Language, Sentences } from "@/lib/messages";
import { keepZone } from "./keep-zone";

type BrowserWords = Sentences["browser"] & {
  language: Language;
  /** The time zone that the server wrote the page in. */
  zone: string;
};

const WordsContext = createContext<BrowserWords | null>(null);

/** Hands the browser its sentences, so that none is part of the JavaScript, and has it tell its time zone in turn. */
export function BrowserWordsProvider({ words, children }: { words: BrowserWords; children: ReactNode }) {
  const { zone } = words;
  useEffect(() => keepZone(zone), [zone]);
  return <WordsContext value={words}>{children}</WordsContext>;
}

/** What the browser itself says, in the language of the page. */
export function useBrowserWords(): BrowserWords {
  const words = useContext(WordsContext);
  if (!words) throw new Error("There is no Document around this page: its folder needs a layout.");
  return words;
}
