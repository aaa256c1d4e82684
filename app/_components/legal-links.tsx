import { legal, legalHref } from "@/lib/brand/legal";
import type { Messages } from "@/lib/messages";

type Props = { messages: Messages; links?: typeof legal };

/** Terms and privacy, where people decide. In a tab of their own, so that what was typed stays. Nothing without either. */
export function LegalLinks({ messages, links = legal }: Props) {
  const { language, sentences } = messages;
  const shown = (["terms", "privacy"] as const).flatMap((name) => {
    const href = legalHref(links[name], language);
    return href ? [{ name, href }] : [];
  });
  if (shown.length === 0) return null;
  return (
    <p className="row small muted">
      {shown.map(({ name, href }) => (
        <a key={name} href={href} target="_blank" rel="noreferrer">
          {sentences.legal[name]}
        </a>
      ))}
    </p>
  );
}
