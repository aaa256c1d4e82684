import type { Content } from "./content";

/** A mail as text, for who reads it so: the same sentences in the same order. */
export function plainText({ subject, paragraphs, action, note }: Content, home: string): string {
  const parts = [subject, ...paragraphs, action && `${action.label}:\n${action.href}`, note, `-- \nHyperSaaS\n${home}`];
  return `${parts.filter((part) => part !== undefined).join("\n\n")}\n`;
}
