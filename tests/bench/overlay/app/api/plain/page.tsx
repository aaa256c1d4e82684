/** A static page of this Next version that holds nothing: the measure of pages. The proxy leaves addresses under /api alone. */
export default function PlainPage() {
  return <p>Nothing</p>;
}
