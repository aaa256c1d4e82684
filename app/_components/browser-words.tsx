"use client";

import { createContext, type ReactNode, useContext } from "react";
import type { Language, Sentences } from "@/lib/words";

type BrowserWords = Sentences["browser"] & { language: Language };

const WordsContext = createContext<BrowserWords | null>(null);

/** Hands the browser its sentences, so that none is part of the JavaScript. */
export function BrowserWordsProvider({ words, children }: { words: BrowserWords; children: ReactNode }) {
  return <WordsContext value={words}>{children}</WordsContext>;
}

/** What the browser itself says, in the language of the page. */
export function useBrowserWords(): BrowserWords {
  const words = useContext(WordsContext);
  if (!words) throw new Error("There is no Document around this page: its folder needs a layout.");
  return words;
}
