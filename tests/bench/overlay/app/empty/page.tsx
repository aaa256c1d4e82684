/** A page rendered for one request without a component of ours, whose scripts may run: the measure of a page's JavaScript. */
export const dynamic = "force-dynamic";

export default function EmptyPage() {
  return <p>Nothing at all.</p>;
}
