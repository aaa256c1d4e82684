import { brand } from "@/billing/brand";

const { accent, onAccent } = brand.colors;

// The colors of app/tokens.css as a mail needs them: written out. tests/unit/mail/look.test.ts compares the two.
export const LIGHT = {
  paper: "#fbfbf9",
  surface: "#ffffff",
  ink: "#191b18",
  muted: "#5b6058",
  line: "#dfe1da",
  accent: accent.light as string,
  "accent-ink": onAccent.light as string,
};

export const DARK: typeof LIGHT = {
  paper: "#131512",
  surface: "#1b1e1a",
  ink: "#eef0ea",
  muted: "#a6aca1",
  line: "#30352e",
  accent: accent.dark,
  "accent-ink": onAccent.dark,
};
