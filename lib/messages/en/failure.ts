/**
 * Whatever went wrong on our side. Alone in its file, because what stands in for the whole document says it in each
 * language, and has no server to hand it the words: whatever else stood here would be part of every page's JavaScript.
 */
export const failure = {
  title: "Something went wrong on our side",
  sentence: "Nothing was bought or changed by this. Try again in a moment.",
  again: "Try again",
  toDashboard: "Go to your dashboard",
} as const;
