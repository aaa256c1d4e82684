import type { ReactNode } from "react";

type Link = { href: string; text: string };
type Props = { title: string; href: string; next: string; other?: Link; children: ReactNode };

/** What is true of the checkout, and the next step. */
export function StateOfPayment({ title, href, next, other, children }: Props) {
  return (
    <>
      <h1>{title}</h1>
      <p>{children}</p>
      <p className="row">
        <a className="button" href={href}>
          {next}
        </a>
        {other && <a href={other.href}>{other.text}</a>}
      </p>
    </>
  );
}
