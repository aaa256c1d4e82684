/** A static page of this Next version that holds nothing: the measure of pages. The proxy leaves addresses under /api alone. */
export const dynamic = "force-static";

export default function PlainPage() {
  return <p>Nothing</p>;
}
