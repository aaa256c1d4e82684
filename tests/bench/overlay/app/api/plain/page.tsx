/**
 * A static page of this Next version without a component of ours: the measure of pages. It is about as long as the
 * pricing page, because bytes cost time, too. The proxy leaves addresses under /api alone.
 */
export const dynamic = "force-static";

export default function PlainPage() {
  return <p>{"Nothing at all. ".repeat(810)}</p>;
}
