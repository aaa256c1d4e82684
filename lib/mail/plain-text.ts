import { brand } from "@/billing/brand";
import type { Content } from "./parts";

/** A mail as text, for who reads it so: the same sentences in the same order. */
export function plainText({ subject, paragraphs, action, note }: Content, home: string): string {
  const parts = [
    subject,
    ...paragraphs,
    action && `${action.label}:\n${action.href}`,
    note,
    `-- \n${brand.name}\n${home}`,
  ];
  return `${parts.filter((part) => part !== undefined).join("\n\n")}\n`;
}
