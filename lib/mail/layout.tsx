import { brand } from "@/billing/brand";
import type { CSSProperties, ReactNode } from "react";
import type { Content } from "./parts";
import { DARK, LIGHT } from "./look";

// Mail programs read a small part of HTML and CSS: tables, styles at each element, and, some of them, a style sheet for
// dark mode. Nothing is loaded from anywhere, so nobody learns that a mail was opened, and it reads the same offline.

const FONT = '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

// What the elements say of themselves wins, but for `!important`.
const STYLE = `
  :root { color-scheme: light dark; supported-color-schemes: light dark; }
  @media (prefers-color-scheme: dark) {
    .paper { background-color: ${DARK.paper} !important; }
    .card { background-color: ${DARK.surface} !important; border-color: ${DARK.line} !important; }
    .ink { color: ${DARK.ink} !important; }
    .muted { color: ${DARK.muted} !important; }
    .accent { color: ${DARK.accent} !important; }
    .button { background-color: ${DARK.accent} !important; border-color: ${DARK.accent} !important; color: ${DARK["accent-ink"]} !important; }
  }
  @media (max-width: 480px) { .card { padding: 24px 20px !important; } }`;

const text = (size: number, color: string, more: CSSProperties = {}): CSSProperties => ({
  margin: "0 0 16px",
  fontFamily: FONT,
  fontSize: size,
  lineHeight: 1.5,
  color,
  overflowWrap: "anywhere",
  ...more,
});

const Table = ({ children, ...rest }: { children: ReactNode; style?: CSSProperties; className?: string }) => (
  <table role="presentation" width="100%" cellPadding={0} cellSpacing={0} border={0} {...rest}>
    <tbody>
      <tr>{children}</tr>
    </tbody>
  </table>
);

/** What follows the preview in a list of mails, so that the list doesn't show the beginning of the text a second time. */
const FILLER = "\u00a0\u200c".repeat(80);

type Props = { content: Content; language: string; home: string };

/** A mail as HTML. @param props.home the app's address, shown in the footer */
export function MailLayout({ content, language, home }: Props) {
  const { subject, preview, paragraphs, action, note, copyLink } = content;
  return (
    <html lang={language} dir="ltr">
      <head>
        <meta httpEquiv="Content-Type" content="text/html; charset=UTF-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no" />
        <title>{subject}</title>
        <style dangerouslySetInnerHTML={{ __html: STYLE }} />
      </head>
      <body className="paper" style={{ margin: 0, padding: 0, backgroundColor: LIGHT.paper }}>
        <div
          aria-hidden="true"
          style={{ display: "none", maxHeight: 0, maxWidth: 0, overflow: "hidden", opacity: 0, fontSize: 1 }}
        >
          {preview}
          {FILLER}
        </div>
        <div lang={language} role="article" aria-label={subject}>
          <Table className="paper" style={{ backgroundColor: LIGHT.paper }}>
            <td align="center" style={{ padding: "32px 16px" }}>
              <Table style={{ maxWidth: 560 }}>
                <td align="left">
                  <p className="ink" style={text(18, LIGHT.ink, { fontWeight: 700, letterSpacing: "-0.01em" })}>
                    {brand.name}
                  </p>
                  <Card>
                    <h1
                      className="ink"
                      style={text(24, LIGHT.ink, { lineHeight: 1.25, fontWeight: 700, letterSpacing: "-0.015em" })}
                    >
                      {subject}
                    </h1>
                    {paragraphs.map((paragraph) => (
                      <p key={paragraph} className="ink" style={text(16, LIGHT.ink)}>
                        {paragraph}
                      </p>
                    ))}
                    {action && <Action {...action} />}
                    {note && (
                      <p className="muted" style={text(14, LIGHT.muted, { margin: "16px 0 0" })}>
                        {note}
                      </p>
                    )}
                    {action && copyLink && <Copy sentence={copyLink} href={action.href} />}
                  </Card>
                  <p className="muted" style={text(13, LIGHT.muted, { margin: "16px 0 0" })}>
                    {brand.name} ·{" "}
                    <a className="muted" href={home} style={{ color: LIGHT.muted }}>
                      {new URL(home).host}
                    </a>
                  </p>
                </td>
              </Table>
            </td>
          </Table>
        </div>
      </body>
    </html>
  );
}

const Card = ({ children }: { children: ReactNode }) => (
  <Table>
    <td
      className="card"
      style={{
        padding: 32,
        backgroundColor: LIGHT.surface,
        border: `1px solid ${LIGHT.line}`,
        borderRadius: 10,
      }}
    >
      {children}
    </td>
  </Table>
);

const Action = ({ label, href }: { label: string; href: string }) => (
  <p style={{ margin: "24px 0 8px" }}>
    <a
      className="button"
      href={href}
      style={{
        display: "inline-block",
        padding: "12px 20px",
        border: `1px solid ${LIGHT.accent}`,
        borderRadius: 10,
        backgroundColor: LIGHT.accent,
        color: LIGHT["accent-ink"],
        fontFamily: FONT,
        fontSize: 16,
        fontWeight: 600,
        lineHeight: 1.25,
        textDecoration: "none",
      }}
    >
      {label}
    </a>
  </p>
);

const Copy = ({ sentence, href }: { sentence: string; href: string }) => (
  <p className="muted" style={text(14, LIGHT.muted, { margin: "16px 0 0" })}>
    {sentence}
    <br />
    <a className="accent" href={href} style={{ color: LIGHT.accent, overflowWrap: "anywhere", wordBreak: "break-all" }}>
      {href}
    </a>
  </p>
);
