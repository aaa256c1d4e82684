/** What a page of this Next version costs that holds nothing: the measure of JavaScript. */
export default function EmptyPage() {
  return <p>Nothing</p>;
}
