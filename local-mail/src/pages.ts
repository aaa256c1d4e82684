import type { CaughtMail } from "./mailbox";

const ENTITIES = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
  ["'", "&#39;"],
]);
const escaped = (text: string): string => text.replace(/[&<>"']/g, (found) => ENTITIES.get(found) ?? "");

const STYLE = `
:root { color-scheme: light dark; --ink: #191b18; --muted: #5b6058; --line: #84897f; --paper: #fbfbf9; --accent: #14532d; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #eef0ea; --muted: #a6aca1; --line: #7d8578; --paper: #131512; --accent: #8fd6a5; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
.wrap { max-width: 46rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
header { border-bottom: 1px solid var(--line); }
.muted { color: var(--muted); font-size: 0.875rem; }
a { color: var(--accent); }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 1rem 0; }
h2 { font-size: 1rem; margin: 1.5rem 0 0.5rem; }
ol { list-style: none; margin: 0; padding: 0; }
li { border-bottom: 1px solid var(--line); padding: 0.75rem 0; }
li a { font-weight: 600; }
dl { display: grid; grid-template-columns: auto 1fr; gap: 0.25rem 1rem; margin: 0; }
dt { color: var(--muted); }
dd { margin: 0; }
iframe { width: 100%; height: 34rem; border: 1px solid var(--line); border-radius: 0.5rem; }
pre { white-space: pre-wrap; border: 1px solid var(--line); border-radius: 0.5rem; padding: 1rem; margin: 0; }
button { font: inherit; padding: 0.5rem 1rem; border: 1px solid var(--line); border-radius: 0.5rem; background: none; color: inherit; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }`;

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<header><p class="wrap"><strong>Local mail</strong> <span class="muted">Catches all mail on this computer. Nothing is delivered.</span></p></header>
<main class="wrap">${body}</main>
</body>
</html>
`;

const time = (instant: string): string =>
  `<time datetime="${instant}">${instant.slice(0, 19).replace("T", " ")} UTC</time>`;

export function listPage(mails: CaughtMail[]): string {
  const rows = mails.map(
    ({ id, subject, to, caughtAt }) =>
      `<li><a href="/messages/${id}">${escaped(subject) || "(no subject)"}</a><br><span class="muted">to ${escaped(to.join(", "))} · ${time(caughtAt)}</span></li>`,
  );
  const list =
    rows.length === 0
      ? `<p>No mail yet. What the app sends appears here. <a href="/">Refresh</a></p>`
      : `<p><a href="/">Refresh</a></p><ol>${rows.join("")}</ol>
         <form method="post" action="/delete"><p><button>Delete all</button></p></form>`;
  return page("Local mail", `<h1>Mailbox</h1>${list}`);
}

export function messagePage({ id, subject, from, to, caughtAt, text, html, headers }: CaughtMail): string {
  const facts = [
    ["From", escaped(headers.from ?? from)],
    ["To", escaped(to.join(", "))],
    ["Caught", time(caughtAt)],
    ["Message-ID", escaped(headers["message-id"] ?? "")],
  ];
  // The frame may open links in a new tab, and do nothing else: no script, no form, nothing of this page.
  const frame =
    html === ""
      ? "<p>It has no HTML.</p>"
      : `<iframe title="HTML" src="/messages/${id}/html" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>`;
  return page(
    subject,
    `<p><a href="/">All mail</a></p><h1>${escaped(subject) || "(no subject)"}</h1>
     <dl>${facts.map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`).join("")}</dl>
     <h2>HTML</h2>${frame}
     <h2 id="text">Text</h2><pre tabindex="0" role="region" aria-labelledby="text">${escaped(text)}</pre>
     <p><a href="/messages/${id}/raw">Source</a></p>`,
  );
}

/** The mail's own document, whose links open beside the mailbox. */
export const framed = (html: string): string => html.replace(/<head>/i, '<head><base target="_blank">');

export const notFoundPage = (): string => page("Not found", `<h1>Not found</h1><p><a href="/">All mail</a></p>`);
