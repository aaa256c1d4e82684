/** @jsxImportSource hono/jsx */
// The shop's own sentences on its checkout page. Links may be written as [text](https://…), and nothing else is markup.
import type { FC } from "hono/jsx";

export const CustomText: FC<{ text: string | undefined; inline?: boolean }> = ({ text, inline = false }) => {
  if (text === undefined) return null;
  const parts = text.split(/(\[[^\]]+\]\([^)\s]+\))/);
  const shown = parts.map((part) => {
    const [, label, address] = /^\[([^\]]+)\]\(([^)\s]+)\)$/.exec(part) ?? [];
    return label && address && isWeb(address) ? (
      <a href={address} target="_blank" rel="noopener noreferrer">
        {label}
      </a>
    ) : (
      part
    );
  });
  return inline ? <span>{shown}</span> : <p class="small">{shown}</p>;
};

function isWeb(address: string): boolean {
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
}
